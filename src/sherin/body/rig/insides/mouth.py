"""The inside of the mouth: everything behind the lips, and the tongue that may come out."""

from __future__ import annotations

from sherin.body.rig.face.head import Head
from sherin.body.rig.insides.mouth_frame import find_colours, find_mouth
from sherin.body.rig.insides.mouth_layers import build_lip_shadow, build_sock, build_teeth
from sherin.body.rig.insides.patch import without_colour
from sherin.body.rig.insides.photo_teeth import build_photo_teeth, is_open
from sherin.body.rig.insides.tongue import build_tongue
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait

__all__ = ["build_mouth"]


def build_mouth(portrait: Portrait, head: Head) -> Part:
    """The layers of the mouth, back to front; `tongueTip` belongs in front of the head.

    Args:
        portrait: What intake found.
        head: The head whose mouth they fill.
    """
    mouth = find_mouth(head)
    colours = find_colours(portrait, head)
    sock = build_sock(mouth, colours)
    tongue = build_tongue(mouth, colours)
    teeth = build_teeth(mouth, colours)
    photo = build_photo_teeth(portrait, mouth)
    shadow = build_lip_shadow(mouth, is_open_in_photo=is_open(mouth))
    inner, tip = tongue.layers
    parts = (sock, tongue, teeth, photo, shadow)
    textures = {name: texture for part in parts for name, texture in part.textures.items()}
    if portrait.traits.is_grey:
        textures = {name: without_colour(texture) for name, texture in textures.items()}
    return Part(
        layers=(*sock.layers, inner, *teeth.layers, *photo.layers, *shadow.layers, tip),
        textures=textures,
    )
