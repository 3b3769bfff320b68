"""Record `appraisal.json`, readings of two dozen lines, and print what changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sherin.mind.affect.appraisal import appraise

GOLDEN = Path(__file__).with_name("appraisal.json")

LINES = (
    "I lost my dog today", "we won!!!", "not bad at all", "Did the report finish?", "shut up",
    "I'm scared", "leave me alone", "thank you so much", "❤️", "😡", "😭😭", "",
    "I feel so calm and relaxed.", "The meeting is at three.", "STOP SHOUTING AT ME",
    "The food was terrible, but the service was amazing!", "I can do this, I am strong",
    "I'm so tired and sleepy", "Ich bin heute sehr traurig und allein", "明日は雨です",
    "I can't stop crying", "We had a lovely walk along the river", "He was murdered", "ok",
)  # fmt: skip


def record() -> None:
    recorded = json.loads(GOLDEN.read_text(encoding="utf-8"))["lines"] if GOLDEN.exists() else []
    before = {line["text"]: line["reading"] for line in recorded}
    lines: list[dict[str, object]] = []
    for text in LINES:
        f = appraise(text)
        values = [round(v, 5) for v in (f.valence, f.arousal, f.dominance, f.confidence)]
        lines.append({"text": text, "reading": values})
        if before.get(text) != values:
            sys.stdout.write(f"{text!r}: {before.get(text)} -> {values}\n")
    rows = ",\n  ".join(json.dumps(line, ensure_ascii=False) for line in lines)
    GOLDEN.write_text(f'{{"lines": [\n  {rows}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    record()
