"""Files of a session that were dropped on its page, each to its place by its kind.

A chat is read and not kept: what of it can be copied is suggested, and who wrote it is forgotten.
"""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from knowledge.enums import Origin, SuggestionKind
from knowledge.file_kinds import OPENING, FileKind, kind_of
from knowledge.models import Article
from knowledge.services.capture import set_recording_file, set_transcript
from knowledge.services.policy import refuse_unrecorded
from knowledge.services.suggestions import suggest
from knowledge.transcripts import LARGEST_FILE, Transcript, read_transcript, refuse_oversize
from knowledge.transcripts.chat import Copyable, Said, Worth, read_chat, since_start, worth_copying
from knowledge.validators import HEADER, media_type, refuse_large_recording, safe_filename
from peerlearn.people.models import User

MOST_FROM_CHAT = 40
MOST_REPAIRS = 3  # told at once


@dataclass(frozen=True)
class Dropped:
    """A file that was read and found good; recordings stay where they were put."""

    kind: FileKind
    name: str
    file: File
    data: bytes = b""
    transcript: Transcript | None = None
    chat: list[Said] = field(default_factory=list)


def read_dropped(file: File) -> Dropped:
    """What a file is. Raises ValueError, which tells its sender what is wrong with it."""
    name = safe_filename(file.name or "")
    opening = file.read(OPENING)
    file.seek(0)
    kind = kind_of(name, opening)
    if kind == FileKind.RECORDING:
        refuse_large_recording(file.size or 0)
        media_type(opening[:HEADER])
        return Dropped(kind, name, file)
    refuse_oversize(file.size or 0)
    data = file.read(LARGEST_FILE + 1)
    if kind == FileKind.CHAT:
        return Dropped(kind, name, file, data, chat=read_chat(data))
    return Dropped(kind, name, file, data, transcript=read_transcript(data, filename=name))


def keep_dropped(article: Article, dropped: Dropped, *, by: User | None, origin: Origin = Origin.UPLOADED) -> str:
    """Put it in its place, replacing what was there; says what became of it.

    Raises ValueError for a recording or a transcript of a session that is not recorded.
    """
    if dropped.kind == FileKind.CHAT:
        number = suggest_from_chat(article, dropped.chat)
        return _("Chat read. Things in it to copy: %(number)d.") % {"number": number}
    refuse_unrecorded(article)
    if dropped.kind == FileKind.RECORDING:
        set_recording_file(article, file=dropped.file, by=by, origin=origin)
        return _("The recording is here.")
    set_transcript(article, data=dropped.data, filename=dropped.name, by=by, read=dropped.transcript)
    return " ".join([_("The transcript is here."), *_repairs(dropped.transcript)])


@transaction.atomic
def suggest_from_chat(article: Article, chat: list[Said]) -> int:
    """Propose links, commands, code and prompts for copying; returns how many there are."""
    began, lasts = _clock_of(article)
    found = worth_copying(chat)[:MOST_FROM_CHAT]
    for part in found:
        starts = since_start(part.seconds, began=began, lasts=lasts)
        suggest(article, kind=SuggestionKind.SNIPPET, text=part.text, title=_title(part), starts=starts)
    return len(found)


def _repairs(transcript: Transcript | None) -> list[str]:
    """The first repairs in words; all of them stand beside the capture."""
    warnings = transcript.warnings if transcript else []
    shown = warnings[:MOST_REPAIRS]
    if len(warnings) == len(shown):
        return shown
    return [*shown, _("Repairs besides: %(number)d.") % {"number": len(warnings) - len(shown)}]


def _clock_of(article: Article) -> tuple[float, float]:
    """The second of the day at which its session began, by the clocks there, and how many it lasted."""
    session = article.session
    if session is None:
        return 0, 0
    began = session.starts_at.astimezone(ZoneInfo(session.time_zone))
    return began.hour * 3600 + began.minute * 60 + began.second, session.duration_minutes * 60


def _title(part: Copyable) -> str:
    return {
        Worth.LINK: _("Link from the chat"),
        Worth.COMMAND: _("Command from the chat"),
        Worth.CODE: _("Code from the chat"),
        Worth.PROMPT: _("Prompt from the chat"),
    }[part.worth]
