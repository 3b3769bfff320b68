"""Writes tiny_v1.glb, a rig of few triangles as a file. Run by `make golden`."""

from __future__ import annotations

from pathlib import Path

from sherin.body.rig.glb import encode_rig
from sherin.testing.rigs import tiny_rig

OUT = Path(__file__).with_name("tiny_v1.glb")

if __name__ == "__main__":
    OUT.write_bytes(encode_rig(tiny_rig(grid_px=12.0)))
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")
