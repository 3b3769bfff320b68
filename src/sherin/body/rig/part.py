"""A part of a rig on its way to the whole: some layers and the textures they use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sherin.body.rig.model import Layer, Texture

__all__ = ["Part"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """What one builder adds to a rig; `build_rig` puts the parts in drawing order.

    Raises:
        ValueError: a layer names a texture that the part does not carry.
    """

    layers: tuple[Layer, ...]
    """Back to front among themselves."""
    textures: Mapping[str, Texture]
    """By the names that the layers use."""

    def __post_init__(self) -> None:
        for layer in self.layers:
            if layer.texture not in self.textures:
                raise ValueError(
                    f"layer {layer.name!r} uses texture {layer.texture!r}, which its part lacks. "
                    f"Expected one of {sorted(self.textures)}; add it to `textures`."
                )
