"""Bringing many files to their sessions at once: each in a transaction of its own, with a word on each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from knowledge.file_matching import Match, best_match
from knowledge.selectors.matched_by import candidate_of, reason
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
    candidates = [candidate_of(session) for session in sessions]
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


def _suggested(name: str, match: Match | None) -> Suggested:
    return Suggested(name, match.pk, reason(match.signs)) if match else Suggested(name, None, "")
