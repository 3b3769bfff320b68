"""SHERIN: a private companion with a face.

Emotion travels as small packets of ids and weights; each device expands them into motion by
itself. Start with `sherin.wire` for what travels, `sherin.body` for how the avatar moves and
`sherin.mind` for how a sentence becomes a feeling. Documented in docs/architecture.md.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
