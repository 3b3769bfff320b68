"""SHERIN: a private companion with a face.

Emotion travels as small packets of ids and weights; each device expands them into motion by
itself. Start with `Sherin`, the companion as one class (docs/python-api.md); `sherin.wire` is what
travels, `sherin.body` how the avatar moves and `sherin.mind` what it knows, remembers and feels.
Documented in docs/architecture.md.
"""

__all__ = ["Sherin", "__version__"]  # pyright: ignore[reportUnsupportedDunderAll] see __getattr__

__version__ = "0.1.0"


# `import sherin` stays light, and rooms that ask for the version do not import the app through it;
# __init__.pyi says the same to type checkers.
def __getattr__(name: str) -> object:
    if name != "Sherin":
        raise AttributeError(f"module 'sherin' has no attribute {name!r}")
    import importlib

    return importlib.import_module("sherin.app.sherin").Sherin
