"""Composing the library: orthogonal grids of parameters per subtype, until 10,000 capsules differ.

`compose_library` takes the capsules that ship by hand and generates the rest; `plan` says how many
of what, along which axes; `affect` derives where each can be found from how it moves. See
docs/motion.md.
"""

from sherin.body.capsules.compose.affect import emotion_of
from sherin.body.capsules.compose.composing import SEED, Composition, compose_library
from sherin.body.capsules.compose.plan import DOMAIN_TOTALS

__all__ = ["DOMAIN_TOTALS", "SEED", "Composition", "compose_library", "emotion_of"]
