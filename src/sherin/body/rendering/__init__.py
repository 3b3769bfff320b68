"""Drawing a rig without a browser: channels in, pixels out.

Start with `Stage`: it poses the layers of a rig and rasterises them; `contact_sheet` puts many
poses on one picture. Needs the extra `rig`. See docs/rendering.md.
"""

from __future__ import annotations

from sherin.body.rendering.contact_sheet import contact_sheet
from sherin.body.rendering.stage import Stage

__all__ = ["Stage", "contact_sheet"]
