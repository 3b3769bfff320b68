"""The face of each module: a docstring, an `__all__` that tells the truth, no logic in packages."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "sherin"
MODULES = sorted(
    ".".join(("sherin", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
)
PACKAGES = sorted(PACKAGE.rglob("__init__.py"))


@pytest.mark.parametrize("name", MODULES)
def test_module_and_its_public_names_are_documented(name: str):
    module = importlib.import_module(name)
    assert (module.__doc__ or "").strip(), f"{name} has no docstring"
    exported = {key: getattr(module, key) for key in getattr(module, "__all__", ())}
    own = {
        key: thing
        for key, thing in vars(module).items()
        if not key.startswith("_") and getattr(thing, "__module__", None) == name
    }
    bare = [
        key
        for key, thing in {**own, **exported}.items()
        if (inspect.isclass(thing) or inspect.isfunction(thing)) and not own_docstring(thing)
    ]
    assert bare == [], f"{name}: no docstring on {bare}"


def own_docstring(thing: object) -> str:
    """The docstring written on the thing itself, not one that it inherits."""
    return (vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__) or ""


def logic_in(source: str) -> list[int]:
    """Lines of a package's `__init__` that do more than document, import and name."""
    allowed = (ast.Import, ast.ImportFrom)
    lines: list[int] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.FunctionDef) and node.name == "__getattr__":
            continue  # a name that is imported when it is first used (PEP 562)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if all(isinstance(t, ast.Name) and t.id.startswith("__") for t in targets):
                continue
        if not isinstance(node, allowed):
            lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("path", PACKAGES, ids=lambda p: str(p.relative_to(PACKAGE.parent)))
def test_a_package_only_re_exports(path: Path):
    source = path.read_text(encoding="utf-8")
    assert logic_in(source) == []
    assert "__all__" in source


def test_guard_sees_logic_in_a_package():
    assert logic_in('"""Doc."""\n__all__ = ["a"]\nfrom x import a\nif a:\n    b = 1\n') == [4]
