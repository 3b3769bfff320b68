"""Write `rig.schema.json`, the JSON Schema of a rig's small JSON, from its types.

Usage: python tools/generate_rig_schema.py [--check]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sherin.body.rig.glb import document_schema

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "sherin" / "body" / "data" / "rig.schema.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 if the file is stale")
    check: bool = parser.parse_args().check
    text = json.dumps(document_schema(), indent=1) + "\n"
    if OUT.exists() and OUT.read_text("utf-8") == text:
        return 0
    if not check:
        OUT.write_text(text, "utf-8")
    print(f"{OUT.relative_to(ROOT)} {'is stale; run make generate' if check else 'written'}")
    return 1 if check else 0


if __name__ == "__main__":
    sys.exit(main())
