from sherin.app.sherin import Sherin as Sherin

__all__ = ["Sherin", "__version__"]

__version__: str
