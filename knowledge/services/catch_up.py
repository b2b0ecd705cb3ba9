"""Bringing many files to their sessions at once: each in a transaction of its own, with a word on each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from knowledge.file_matching import Candidate, Match, Sign, best_match
from knowledge.services.capture import open_article
from knowledge.services.dropped_files import keep_dropped, read_dropped
from knowledge.validators import safe_filename
from peerlearn.people.models import User
from rituals.models import Session


@dataclass(frozen=True)
class Suggested:
    """A file and the session that its name speaks for, with the reason in words; none when nothing does."""

    name: str
    session_id: int | None
    why: str


@dataclass(frozen=True)
class Filed:
    """What became of a file; `session` is where it is now, None when it was left out or refused."""

    name: str
    session: Session | None
    words: str


def suggest_sessions(names: Iterable[str], sessions: Iterable[Session]) -> list[Suggested]:
    """The session of each file by its name."""
    candidates = [_candidate(session) for session in sessions]
    matches = [(name, best_match(name, candidates)) for name in dict.fromkeys(map(safe_filename, names))]
    return [_suggested(name, match) for name, match in matches]


def file_all(files: Iterable[UploadedFile], chosen: Mapping[str, Session | None], *, by: User) -> list[Filed]:
    """Keep each file with the session chosen for its name; a refused one changes nothing, and the others go on."""
    return [_file(file, chosen.get(safe_filename(file.name or "")), by) for file in files]


def _file(file: UploadedFile, session: Session | None, by: User) -> Filed:
    name = safe_filename(file.name or "")
    if session is None:
        return Filed(name, None, _("Left out."))
    try:
        return Filed(name, session, keep_dropped(open_article(session), read_dropped(file), by=by))
    except ValueError as problem:
        return Filed(name, None, str(problem))


def _candidate(session: Session) -> Candidate:
    day = session.starts_at.astimezone(ZoneInfo(session.time_zone)).date()
    return Candidate(session.pk, session.title, session.starts_at, day, session.meeting_url)


def _suggested(name: str, match: Match | None) -> Suggested:
    return Suggested(name, match.pk, _reason(match.signs)) if match else Suggested(name, None, "")


def _reason(signs: Iterable[Sign]) -> str:
    words = {Sign.MEETING: _("number of the meeting"), Sign.DATE: _("date"), Sign.TITLE: _("title")}
    return str(get_text_list([words[sign] for sign in signs], _("and")))
