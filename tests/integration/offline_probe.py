"""Runs in a namespace without a route: starts `sherin serve`, uses all of it, and says how it went.

Called by `test_server_offline.py` with a folder for SHERIN_HOME and whether photos can be read.
"""

import array
import fcntl
import json
import os
import re
import socket
import struct
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

SIOCSIFFLAGS, IFF_UP = 0x8914, 1  # linux/sockios.h, linux/if.h


def bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def way_out() -> str:
    try:
        with socket.create_connection(("192.0.2.1", 80), timeout=2):
            return "open"
    except OSError as failure:
        return "unreachable" if failure.errno == 101 else str(failure)


def ask(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=300) as answer:
        return answer.read()


def page_status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def look(url: str, *, has_rig: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"page": page_status(url)}
    with connect(f"{url.replace('http', 'ws')}ws", subprotocols=["sherin.v1.bin"]) as viewer:  # type: ignore[list-item]
        told["person"] = ask(f"{url}person", {"name": "Ada"})["name"]
        said = ask(f"{url}chat", {"text": "what is television"})
        told["answer"] = said["reply"]
        n_packets = 0
        while n_packets < 2:
            n_packets += isinstance(viewer.recv(timeout=60), bytes)
        told["n_packets"] = n_packets
    sound = array.array("h", fetch(f"{url}utterances/{said['utterance']}/audio"))
    told["loudest"] = max(map(abs, sound), default=0)
    marks = fetch(f"{url}utterances/{said['utterance']}/marks").splitlines()
    told["voice"] = json.loads(marks[0])["name"]
    told["marks_end"] = json.loads(marks[-1])["reason"]
    listed = ask(f"{url}avatars")
    told["avatar"] = listed["current"]
    if has_rig:
        job = listed["avatars"][0]["job"]
        events = fetch(f"{url}avatars/jobs/{job}").decode()
        told["avatar"] = re.findall(r"event: (\w+)", events)[-1]
        assert fetch(f"{url}avatars/astronaut.glb")[:4] == b"glTF", events
    return told


def main() -> None:
    home, has_rig = Path(sys.argv[1]), sys.argv[2] == "1"
    bring_loopback_up()
    way = way_out()
    start = "from sherin.app.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", start, "serve", "--no-open", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SHERIN_HOME": str(home)},
    ) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found, line + server.stderr.read()
            sys.stdout.write(json.dumps({"way_out": way, **look(found[0], has_rig=has_rig)}))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
