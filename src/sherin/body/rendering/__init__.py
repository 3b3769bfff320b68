"""Drawing a rig without a browser: channels in, pixels out.

Start with `Stage`: it poses the layers of a rig and rasterises them. See docs/rendering.md.
"""

from __future__ import annotations

__all__: list[str] = []
