"""Reading transcripts: files of captions or of text with speakers, into cues and passages.

Pure calculation: no database, no settings. `read_transcript` is the one way in, whether a file was uploaded, imported
or only looked at.
"""

import re
from pathlib import PurePath

from . import messages
from .captions import name_speakers
from .cues import Cue, Format, Parsed, Problem, Transcript, TranscriptError, in_order, refuse
from .decode import LARGEST_FILE, decode, refuse_oversize
from .exports import with_speakers
from .passages import Passage, join_passages
from .speaker_text import parse_speaker_text
from .spoken import ends_sentence
from .srt import looks_like_srt, parse_srt
from .webvtt import is_webvtt, parse_webvtt

__all__ = [
    "LARGEST_FILE",
    "Cue",
    "Passage",
    "Transcript",
    "TranscriptError",
    "ends_sentence",
    "join_passages",
    "read_transcript",
    "refuse_oversize",
]

_LANGUAGE_IN_NAME = re.compile(r"\.[a-z]{2}(?:-[A-Za-z]{2,4})?")


def read_transcript(data: bytes, *, filename: str) -> Transcript:
    """The transcript in a file; raises TranscriptError with a message for its sender."""
    text, unstorable = decode(data)
    chosen = _format(text, filename)
    parsed = _parse(text, chosen)
    if not parsed.cues:
        refuse(messages.no_captions())
    problems = sorted([*unstorable, *parsed.problems], key=_line)
    warnings = [messages.with_line(problem.line, problem.reason) for problem in problems]
    return Transcript(parsed.cues, warnings, chosen, parsed.language or _language_in(filename))


def _format(text: str, filename: str) -> Format:
    """By the name's ending, then by the content; a file named .vtt stays one, so that it is told what it lacks."""
    suffix = PurePath(filename).suffix.lower()
    if suffix == ".vtt" or is_webvtt(text):
        return "vtt"
    if suffix == ".srt" or looks_like_srt(text):
        return "srt"
    return "text"


def _parse(text: str, chosen: Format) -> Parsed:
    if chosen == "text":
        return parse_speaker_text(with_speakers(text))
    parsed = parse_webvtt(text) if chosen == "vtt" else parse_srt(text)
    cues, disorder = in_order(parsed.cues)
    return Parsed(name_speakers(cues), [*parsed.problems, *disorder], parsed.language)


def _language_in(filename: str) -> str | None:
    """`talk.de.vtt` is German."""
    suffixes = PurePath(filename).suffixes
    named = suffixes[-2] if len(suffixes) > 1 else ""
    return named[1:] if _LANGUAGE_IN_NAME.fullmatch(named) else None


def _line(problem: Problem) -> int:
    return problem.line
