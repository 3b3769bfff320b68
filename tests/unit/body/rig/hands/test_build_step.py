"""How the mesh gets into a checkout and into the wheel."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def build(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build hook, working in an empty folder."""
    spec = importlib.util.spec_from_file_location("hatch_build", repository / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "HAND_PACKAGE", tmp_path / "package")
    monkeypatch.setattr(module, "SOURCES", tmp_path / "src")
    return module


def test_hook_takes_the_mesh_and_its_licence(build: ModuleType, tmp_path: Path):
    for name in build.HAND_FILES:
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    build.take_hand()
    taken = sorted(path.name for path in (tmp_path / "src/sherin/body/data/hands").iterdir())
    assert taken == ["LICENSE.md", "right.glb"]


def test_hook_fails_without_the_package(build: ModuleType):
    with pytest.raises(RuntimeError, match=r"LICENSE\.md is missing.*npm ci"):
        build.take_hand()


def test_mesh_is_a_build_product_that_the_notice_names(repository: Path):
    ignored = (repository / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "src/sherin/body/data/hands/" in ignored
    notice = (repository / "NOTICE").read_text(encoding="utf-8")
    assert "body/data/hands/right.glb" in notice and "MIT" in notice
