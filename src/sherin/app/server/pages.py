"""The files of the built page, found by us; a request only ever names one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, HTMLResponse, Response

__all__ = ["BUILT_PAGE", "Pages"]

BUILT_PAGE: Final = Path(__file__).parent.parent / "web_client"
"""Where `make setup` and the wheel put the page."""
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_NO_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>SHERIN</title></head><body>
<h1>The page is not built</h1>
<p>The server runs, but the files of its page are missing. In a checkout run
<code>make setup</code>, then start <code>sherin serve</code> again. An installed package always
has them: install it again.</p>
</body></html>
"""


class Pages:
    """Address -> file, for the files that were there when the page itself was last asked for."""

    def __init__(self, folder: Path = BUILT_PAGE) -> None:
        """Look for the built page in `folder`; it may be missing."""
        self._folder = folder
        self._files: dict[str, Path] = {}
        self._look()

    @property
    def is_built(self) -> bool:
        """Whether there is a page."""
        return bool(self._files)

    def _look(self) -> None:
        is_there = (self._folder / "index.html").is_file()
        self._files = {
            path.relative_to(self._folder).as_posix(): path
            for path in (sorted(self._folder.rglob("*")) if is_there else ())
            if path.is_file() and path.suffix in _MEDIA_TYPES and not path.is_symlink()
        }

    def find(self, name: str) -> Response | None:
        """The file of that name, or None; `""` is the page itself."""
        if name == "":
            self._look()  # the page may have been built again, and its parts are named anew
            if not self._files:
                return HTMLResponse(_NO_PAGE, status_code=503)
        path = self._files.get(name or "index.html")
        if path is None:
            return None
        # Vite puts a hash of the content into every name below assets/.
        is_immutable = name.startswith("assets/")
        caching = "public, max-age=31536000, immutable" if is_immutable else "no-cache"
        return FileResponse(
            path, media_type=_MEDIA_TYPES[path.suffix], headers={"cache-control": caching}
        )
