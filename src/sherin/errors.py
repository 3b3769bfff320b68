"""Every error SHERIN raises on purpose, in one tree.

`SherinError` is the root; one family per room; a leaf also derives from the builtin a caller would
expect, so `except ValueError` keeps working. A message says where and what, what was expected, and
what to do next. The CLI turns any of these into one line on stderr and exit code 2.
"""

from __future__ import annotations

__all__ = [
    "AffectError",
    "AnswerRefusedError",
    "AppError",
    "BodyError",
    "BookError",
    "CapsuleError",
    "CompanionError",
    "DomainNotFoundError",
    "EgressError",
    "FeelingError",
    "FigureError",
    "FrozenError",
    "GapNotFoundError",
    "InputError",
    "KnowledgeError",
    "LibraryFormatError",
    "MemoryStoreError",
    "MindError",
    "MissingExtraError",
    "ModelError",
    "PacketError",
    "PersonalityError",
    "PortraitError",
    "RenderError",
    "RigError",
    "RigNotFoundError",
    "ServerRefusedError",
    "SherinError",
    "TimelineError",
    "VoiceError",
    "VoiceNotFoundError",
    "WireError",
    "WrongKeyError",
]


class SherinError(Exception):
    """Root of everything raised on purpose."""


class WireError(SherinError):
    """Something that travels is not what it claims to be."""


class PacketError(WireError, ValueError):
    """A packet or message is malformed, out of range or too large."""


class BookError(WireError, ValueError):
    """An index book, or one of its ids, is malformed or was tampered with."""


class BodyError(SherinError):
    """The motion core, the rig or the voice was asked for something it cannot do."""


class CapsuleError(BodyError, ValueError):
    """A capsule definition breaks the schema; the message names file, index, id and field."""


class LibraryFormatError(BodyError, ValueError):
    """A baked library file is torn, foreign or of a version this code does not read."""


class TimelineError(BodyError, ValueError):
    """The timeline was given a time or a cue that has no meaning."""


class FigureError(BodyError, ValueError):
    """A channel vector that the drawn figure cannot show."""


class PortraitError(BodyError, ValueError):
    """A photo that cannot become a rig; the message says why and what would work."""


class RigError(BodyError, ValueError):
    """A rig, or the file of one, is not what it claims to be."""


class RigNotFoundError(BodyError, LookupError):
    """No avatar of that name; the nearest names are listed."""


class RenderError(BodyError, ValueError):
    """Something that cannot be drawn or written as a film."""


class VoiceError(BodyError, ValueError):
    """A voice engine failed, or was given something that cannot be said."""


class VoiceNotFoundError(BodyError, LookupError):
    """A voice or language that the engine does not have; the nearest are listed."""


class MindError(SherinError):
    """The mind was given something it cannot use."""


class KnowledgeError(MindError, ValueError):
    """A shelf, a document or a question that the knowledge base cannot use."""


class DomainNotFoundError(MindError, LookupError):
    """No domain of that id; the known ones are listed."""


class MemoryStoreError(MindError):
    """A person's store that cannot be opened or written."""


class WrongKeyError(MemoryStoreError, ValueError):
    """The key does not open the store."""


class FrozenError(MindError, PermissionError):
    """The owner froze learning, and this would have learned something."""


class GapNotFoundError(MindError, LookupError):
    """No gap of that id; the open ones are listed."""


class AnswerRefusedError(MindError, ValueError):
    """An answer to a gap that is empty, or reads as an instruction."""


class ModelError(MindError):
    """A language model that is not there, or does not answer as it should."""


class CompanionError(MindError, ValueError):
    """A table of the companion is malformed, or it was opened in a way that cannot work."""


class AffectError(MindError, ValueError):
    """An affect value, event table or appraisal table is out of range or malformed."""


class PersonalityError(MindError, ValueError):
    """A personality file is malformed, or names something that does not exist."""


class FeelingError(MindError, LookupError):
    """A word for a feeling is not in the table."""


class AppError(SherinError):
    """A command or request cannot be carried out as asked."""


class InputError(AppError, ValueError):
    """A file or argument given by a person cannot be used."""


class EgressError(AppError, PermissionError):
    """A connection that would leave this machine; the message says how to allow it."""


class MissingExtraError(AppError, ImportError):
    """An optional part is not installed; the message names the command that installs it."""


class ServerRefusedError(AppError):
    """A server did not do what it was asked; the message has its reason and what to do next."""

    def __init__(self, message: str, *, status: int, where: str) -> None:
        """Keep what a caller may look at.

        Args:
            message: For people.
            status: Of HTTP; 0 where no server answered.
            where: Which part of the request is meant.
        """
        super().__init__(message)
        self.status = status
        self.where = where
