"""What a session's capture still owes by its policy, and how well it can be found again.

Standard: recording or transcript, and notes, and at least one topic. Notes only: notes. None: nothing is due.
What is missing is named, not only counted.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knowledge.enums import Grade
from knowledge.models import Article
from rituals.enums import CapturePolicy


@dataclass(frozen=True)
class Line:
    """One part of a capture; `detail` is the evidence, or what would do."""

    label: str
    done: bool
    detail: str
    needed: bool = True


@dataclass(frozen=True)
class Checklist:
    """`missing` are the words for what the policy still asks for; empty when it is fulfilled."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    grade: Grade | None

    @property
    def fulfilled(self) -> bool:
        return not self.missing

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines if line.needed)

    @property
    def total(self) -> int:
        return sum(line.needed for line in self.lines)


@dataclass(frozen=True)
class Parts:
    """What is there of a capture: `words` of notes, numbers of topics and of things to copy.

    `deleted_on` is the day on which the provider deletes the recording. `ended_at` says since when what was said is
    gone because its teachers allowed it no longer: that is not owed again.
    """

    recorded: bool = False
    transcribed: bool = False
    words: int = 0
    topics: int = 0
    snippets: int = 0
    deleted_on: date | None = None
    ended_at: datetime | None = None

    @property
    def spoken(self) -> bool:
        """Whether what was said was captured."""
        return self.recorded or self.transcribed or self.ended_at is not None

    @property
    def grade(self) -> Grade | None:
        """How well it can be found again, None while there is nothing."""
        if self.transcribed:
            return Grade.SEARCHABLE
        if self.recorded:
            return Grade.WATCHABLE
        return Grade.NOTES_ONLY if self.words else None


def capture_checklist(article: Article) -> Checklist:
    """The check list of an article; without a session nothing is needed."""
    policy = article.session.capture_policy if article.session else CapturePolicy.NONE
    return checklist_of(CapturePolicy(policy), parts_of(Article.objects.with_parts().get(pk=article.pk)))


def parts_of(article: Any) -> Parts:
    """The parts of an article that was fetched `with_parts()`."""
    words = len(article.body.split())
    return Parts(
        article.recorded,
        article.transcribed,
        words,
        article.filed,
        article.copyable,
        article.deleted_on,
        article.ended_at,
    )


def checklist_of(policy: CapturePolicy, parts: Parts) -> Checklist:
    standard = policy == CapturePolicy.STANDARD
    lines = (
        Line(_("recording or transcript"), parts.spoken, _spoken_detail(parts), standard),
        Line(_("notes"), parts.words > 0, _notes_detail(parts.words), policy != CapturePolicy.NONE),
        Line(_("topic"), parts.topics > 0, str(parts.topics) if parts.topics else _("one is enough"), standard),
        Line(
            _("something to copy"),
            parts.snippets > 0,
            str(parts.snippets) if parts.snippets else _("a prompt, a command, a list; not required"),
            needed=False,
        ),
    )
    missing = tuple(line.label for line in lines if line.needed and not line.done)
    return Checklist(lines, missing, parts.grade)


def _spoken_detail(parts: Parts) -> str:
    """What is there, and until when; or since when it is gone."""
    if parts.ended_at and not parts.recorded and not parts.transcribed:
        day = date_format(timezone.localtime(parts.ended_at), "j F Y")
        return _("was here until %(day)s") % {"day": day}
    if parts.deleted_on is None:
        return _spoken_part(parts)
    until = _("%(part)s; deleted by its provider on %(day)s")
    return until % {"part": _spoken_part(parts), "day": date_format(parts.deleted_on, "j F Y")}


def _spoken_part(parts: Parts) -> str:
    if parts.recorded and parts.transcribed:
        return _("both")
    if parts.transcribed:
        return _("the transcript")
    return (
        _("the recording; with a transcript every sentence is found")
        if parts.recorded
        else _("a link or a file will do")
    )


def _notes_detail(words: int) -> str:
    return _("%(count)d words") % {"count": words} if words else _("three sentences will do")
