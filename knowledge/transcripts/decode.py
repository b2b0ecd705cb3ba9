"""From the bytes of a file to text: size, encoding, line ends and characters that cannot be stored.

Only UTF-8 is taken in. Guessing another encoding would turn names into wrong names without anybody noticing.
"""

import codecs

from . import messages
from .cues import Problem, refuse

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes; about 60,000 captions."""

MOST_CONTROL_CHARACTERS = 0.25
"""Share of a file. UTF-16 of Western text is half NUL bytes, which UTF-8 would let pass; a slip is one or two."""

NUL, REPLACEMENT = "\x00", "\ufffd"
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\f\r")


def refuse_oversize(size: int) -> None:
    """Refuses a file by its size in bytes, to be asked before its content is read."""
    if size > LARGEST_FILE:
        refuse(messages.too_large(size, LARGEST_FILE))


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """The text with line feeds as only line ends and without byte order mark; raises TranscriptError."""
    refuse_oversize(len(data))
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        refuse(messages.empty_file())
    text = _utf8(data).replace("\r\n", "\n").replace("\r", "\n")
    if NUL not in text:
        return text, []
    problems = [
        Problem(number, messages.nul_character())
        for number, line in enumerate(text.split("\n"), start=1)
        if NUL in line
    ]
    return text.replace(NUL, REPLACEMENT), problems


def _utf8(data: bytes) -> str:
    control_characters = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if control_characters > len(data) * MOST_CONTROL_CHARACTERS:
        refuse(messages.not_utf8())
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        refuse(messages.not_utf8())
