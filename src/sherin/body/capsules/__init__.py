"""Capsules: small, emotion-free motions as data, and the way from JSON to the baked library.

Start with `definition.Capsule` (what one says) and `reading.read_capsules` (how a file is
checked); `starter.starter_capsules` are the ones that ship by hand. Nothing is re-exported here:
whoever plays the baked library needs none of it. See docs/capsules.md.
"""

__all__: list[str] = []
