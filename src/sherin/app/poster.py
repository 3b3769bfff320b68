"""The poster of an avatar: a still picture of it, for where nothing can move (yet)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sherin.app.whole_file import whole_file

__all__ = ["POSTER_PX", "draw_poster"]

POSTER_PX: Final = 512
"""Its side; where it is shown it is rarely larger."""


def draw_poster(glb: Path) -> Path:
    """Draw an avatar at rest, with the expression it has in its photo, beside its GLB.

    Args:
        glb: The avatar's file.

    Returns:
        The path of the PNG, which says in itself that it is synthetic.

    Raises:
        RigError: the file is torn or not the GLB of a rig.
        InputError: it cannot be read, or the picture cannot be written.
    """
    from PIL import Image, PngImagePlugin

    from sherin.app.avatars import read_glb
    from sherin.app.film.sinks import SYNTHETIC_FILM
    from sherin.body.channels import NEUTRAL
    from sherin.body.rendering import Stage
    from sherin.body.rig import PHOTO_EXPRESSION
    from sherin.body.rig.glb import decode_rig

    stage = Stage(decode_rig(read_glb(glb)), size=(POSTER_PX, POSTER_PX))
    pixels = stage.draw(NEUTRAL.copy(), t_s=0.0, extra={PHOTO_EXPRESSION: 1.0})
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SYNTHETIC_FILM)
    path = glb.with_suffix(".png")
    with whole_file(path) as stream:
        picture = Image.fromarray(pixels[..., :3])
        picture.save(stream, format="PNG", pnginfo=words, compress_level=6)
    return path
