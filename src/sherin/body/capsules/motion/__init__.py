"""Motion: one pure function per subtype, from parameters in physical units to curves of channels.

`SUBTYPES` lists them all; a `Subtype` says which parameters it takes, in which unit and range, and
its `motion` turns them into a `Motion`. `shapes` holds the few curve shapes they are built from.
The page is docs/motion.md.
"""

from sherin.body.capsules.motion.catalogue import SUBTYPES
from sherin.body.capsules.motion.subtype import Motion, Param, ParamKind, Subtype

__all__ = ["SUBTYPES", "Motion", "Param", "ParamKind", "Subtype"]
