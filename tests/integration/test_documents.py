"""Every example in the documents runs as it stands, and every link leads somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pytest

from sherin.app.cli.main import run

ROOT = Path(__file__).parents[2]
PORTRAIT = ROOT / "src/sherin/body/data/portrait/astronaut.png"
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SNIPPETS = [
    pytest.param(
        match[1], id=f"{path.relative_to(ROOT)}:{text[: match.start()].count(chr(10)) + 1}"
    )
    for path in DOCUMENTS
    for text in [path.read_text("utf-8")]
    for match in re.finditer(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
]
COMMANDS = re.findall(
    r"^\$ \.venv/bin/sherin (.+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize("code", SNIPPETS)
def test_a_python_example_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(PORTRAIT, tmp_path / "me.jpg")  # a reader's photo; what it is decides, not its name
    if code.startswith(">>>"):
        case = doctest.DocTestParser().get_doctest(code, {}, "example", None, 0)
        assert doctest.DocTestRunner().run(case).failed == 0
        return
    exec(compile(code, "<example>", "exec"), {"__name__": "__example__"})


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(shlex.split(command, comments=True)) == 0


def test_the_readme_has_its_three_examples() -> None:
    assert len(COMMANDS) >= 3


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    missing = [
        link
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        if "://" not in link and not (path.parent / link).exists()
    ]
    assert missing == []
