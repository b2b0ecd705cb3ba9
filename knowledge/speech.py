"""Speech to text, as an extra: what listens to a recording, and its words as captions.

Nothing of it is needed or shown until an operator has installed `requirements/transcribe.txt` and named the folder of
a model on this machine. The model is read from that folder only; nothing is fetched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

MODEL = "model.bin"


@dataclass(frozen=True, slots=True)
class Heard:
    """Some words and the seconds of the recording at which they were said."""

    starts: float
    ends: float
    text: str


@dataclass(frozen=True)
class Hearing:
    """What an engine hears: the language, the seconds of the recording, and its words one after the other."""

    language: str
    seconds: float
    words: Iterator[Heard]


class Engine(Protocol):
    def __call__(self, recording: Path) -> Hearing:
        """Listen to a file. Raises whatever it raises for what is no sound."""


def is_configured() -> bool:
    """Whether this instance can write transcripts: a model's folder is set, and nothing is lacking."""
    return bool(settings.WHISPER_MODEL_DIR) and not lacking()


def lacking() -> str:
    """In one line what keeps an instance with a model's folder from listening; nothing where all is well."""
    if find_spec("faster_whisper") is None:
        return "faster_whisper is not installed: see requirements/transcribe.txt."
    return "" if (Path(settings.WHISPER_MODEL_DIR) / MODEL).is_file() else f"WHISPER_MODEL_DIR has no {MODEL}."


def captions_from(heard: Iterable[Heard]) -> str:
    """A WebVTT file; a line of it says what was heard between two moments."""
    cues = (
        f"{_moment(part.starts)} --> {_moment(part.ends)}\n{_one_line(part.text)}"
        for part in heard
        if part.text.strip()
    )
    return "\n\n".join(["WEBVTT", *cues, ""])


def local_model(recording: Path) -> Hearing:
    """The engine of an instance that is configured: its model, on this machine's processors."""
    segments, about = _model(settings.WHISPER_MODEL_DIR).transcribe(str(recording), vad_filter=True)
    words = (Heard(segment.start, segment.end, segment.text) for segment in segments)
    return Hearing(about.language, about.duration, words)


@lru_cache(maxsize=1)
def _model(folder: str) -> Any:
    from faster_whisper import WhisperModel  # noqa: PLC0415 - an extra, read by the one worker that listens

    return WhisperModel(folder, compute_type="int8", local_files_only=True)


def _moment(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{rest // 1000:02}.{rest % 1000:03}"


def _one_line(text: str) -> str:
    """Words that a caption can carry: no mark-up, and no arrow that would look like a time."""
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "→").split())
