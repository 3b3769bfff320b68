"""Without any way out: in a network namespace that has loopback and no route, everything works.

The promise of DESIGN 7, shown instead of said: page, talk, voice, packets, and a photo that becomes
an avatar. Whoever of all libraries needed the network would fail here.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSIDE = Path(__file__).with_name("offline_probe.py")


def can_unshare() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    tried = subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.mark.skipif(not can_unshare(), reason="no network namespaces for this user on this machine")
def test_the_whole_main_job_works_without_a_route_out(tmp_path: Path):
    has_rig = importlib.util.find_spec("mediapipe") is not None
    command = ["unshare", "-rn", sys.executable, str(INSIDE), str(tmp_path), str(int(has_rig))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["way_out"] == "unreachable"
    assert told["page"] in {200, 503}, "503 where the page was not built"
    assert told["person"] == "Ada"
    assert "television" in told["answer"]["text"].lower()
    assert told["answer"]["route"] == "knowledge" and told["answer"]["sources"]
    assert told["n_packets"] >= 2
    assert told["loudest"] > 1000 or told["voice"] == "silent"
    assert told["marks_end"] == "complete"
    assert told["avatar"] == ("done" if has_rig else "figure")
