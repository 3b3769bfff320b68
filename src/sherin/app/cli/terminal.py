"""What reaches a terminal: text with nothing in it that could steer the terminal."""

from __future__ import annotations

__all__ = ["printable"]

# Control characters (C0 without tab and line feed, DEL, C1) can move the cursor, change the title
# or answer for the user; the directional marks can make a line read differently than it is stored;
# lone surrogates cannot be encoded. Zero-width joiners stay: emoji are made with them.
_UNSAFE_CODES = (
    *(code for code in range(0x20) if code not in {0x09, 0x0A}),
    *range(0x7F, 0xA0),
    0x061C,
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)
_ESCAPES = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _UNSAFE_CODES}


def printable(text: str) -> str:
    r"""The text with every character that could steer a terminal written as its escape.

    Tabs and line feeds stay. `printable("a\x1b[2J")` is `a\x1b[2J` spelled out in ten characters.
    """
    return text.translate(_ESCAPES)
