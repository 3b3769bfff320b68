"""The locks: hashes everywhere, addresses nowhere, and every direct dependency explained."""

import json
import re
import tomllib
from pathlib import Path

import pytest

LOCKS = ("base", "dev", "fit", "tools")
# MediaPipe asks for these and does not use them; together they would triple the environment.
HEAVY = {"jax", "jaxlib", "opencv-contrib-python", "sentencepiece", "sounddevice", "torch"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: str) -> dict[str, int]:
    """`name==version` -> number of hashes, for each requirement of a lock file."""
    found: dict[str, int] = {}
    for block in lock.replace("\\\n", " ").splitlines():
        if block.startswith("#") or not block.strip():
            continue
        found[block.split()[0]] = block.count("--hash=sha256:")
    return found


def faults(lock: str) -> list[str]:
    """What is wrong with the text of a lock file."""
    found = [f"{name} is not pinned" for name in entries(lock) if "==" not in name]
    found += [f"{name} has no hash" for name, n_hashes in entries(lock).items() if n_hashes == 0]
    found += [
        f"line {number} names a place: {line}"
        for number, line in enumerate(lock.splitlines(), 1)
        if re.search(r"://|--(extra-)?index|--find-links|(^|\s)/|\.\.?/", line)
    ]
    return found


@pytest.fixture
def project(repository: Path) -> dict[str, object]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_hashes_and_names_no_place(repository: Path, name: str):
    text = (repository / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert entries(text)
    assert faults(text) == []


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("numpy==2.0.0\n", "no hash"),
        ("numpy>=2.0.0 --hash=sha256:00\n", "not pinned"),
        ("--index-url https://pypi.example/simple\nnumpy==2 --hash=sha256:0\n", "names a place"),
        ("#    uv pip compile /home/me/pyproject.toml\n", "names a place"),
    ],
)
def test_guard_sees_a_bad_lock(lock: str, fault: str):
    assert any(fault in found for found in faults(lock))


def test_lock_leaves_out_what_mediapipe_does_not_need(repository: Path):
    text = (repository / "requirements" / "dev.txt").read_text(encoding="utf-8")
    names = {normal(entry.split("==")[0]) for entry in entries(text)}
    assert not names & HEAVY
    assert {"mediapipe", "matplotlib", "numpy"} <= names


def test_lock_takes_the_last_mediapipe_that_each_platform_has(repository: Path):
    text = (repository / "requirements" / "dev.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("mediapipe==")]
    (arm,) = [line for line in lines if "==0.10.18" in line]
    assert "platform_machine == 'aarch64'" in arm
    assert "sys_platform == 'linux'" in arm
    assert any("==0.10.21" in line for line in lines)


def test_locks_agree_on_the_versions_they_share(repository: Path):
    """Moving from the base environment to another one changes no base package."""
    base, dev = (
        set(entries((repository / "requirements" / f"{name}.txt").read_text(encoding="utf-8")))
        for name in ("base", "dev")
    )
    assert base <= dev


def test_locks_hold_every_declared_dependency(repository: Path, project: dict[str, object]):
    """A dependency added to pyproject.toml without `make lock` would be missing after setup."""
    locked = {
        normal(entry.split("==")[0])
        for name in ("dev", "fit", "gguf")
        for entry in entries(
            (repository / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        )
    }
    assert direct_dependencies(project) <= locked


def direct_dependencies(project: dict[str, object]) -> set[str]:
    """Names of everything pyproject.toml asks for, in extras and groups too."""
    tables = json.loads(json.dumps(project))
    groups = [
        tables["project"]["dependencies"],
        *tables["project"]["optional-dependencies"].values(),
        *tables["dependency-groups"].values(),
    ]
    return {normal(re.split(r"[\s\[<>=!~;]", item, maxsplit=1)[0]) for g in groups for item in g}


def test_every_direct_dependency_is_explained(repository: Path, project: dict[str, object]):
    """Each has its row: what for, licence, wheels, and what was rejected."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in (repository / "docs" / "dependencies.md").read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    explained = {normal(cells[0].strip("`")): cells for cells in rows}
    web = json.loads((repository / "web" / "package.json").read_text(encoding="utf-8"))
    wanted = direct_dependencies(project) | {"uv"}
    wanted |= {
        normal(name) for key in ("dependencies", "devDependencies") for name in web.get(key, ())
    }
    assert wanted - explained.keys() == set()
    thin = [name for name in wanted if not all(explained[name]) or len(explained[name]) != 5]
    assert thin == []


def test_web_lock_has_integrity_and_no_addresses(repository: Path):
    text = (repository / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    packages = {name: p for name, p in json.loads(text)["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_web_versions_are_pinned(repository: Path):
    web = json.loads((repository / "web" / "package.json").read_text(encoding="utf-8"))
    pins = {**web.get("dependencies", {}), **web["devDependencies"]}
    # Khronos has published its validator as pre-releases only.
    exact = r"\d+\.\d+\.\d+(-dev\.\d+\.\d+)?"
    assert [name for name, pin in pins.items() if not re.fullmatch(exact, pin)] == []


def test_no_uv_lock_is_tracked(repository: Path):
    assert "uv.lock" in (repository / ".gitignore").read_text(encoding="utf-8").splitlines()
