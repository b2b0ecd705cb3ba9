"""What waits for a person's yes or no on a capture, with the reason for each, and what was dismissed last."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.folding import plain
from knowledge.models import Article, Chapter, KeySentence, Passage, Recording, Suggestion
from knowledge.selectors.recordings import heard
from knowledge.speech import is_configured
from peerlearn.jobs.models import Job

KINDS = ("knowledge.suggest", "knowledge.transcribe")
DISMISSED_SHOWN = 5


@dataclass(frozen=True)
class Proposed:
    """One proposal: what it says, why (empty when it speaks for itself), and its second in the recording."""

    pk: int
    kind: str
    text: str
    title: str
    why: str
    seconds: float | None


@dataclass(frozen=True)
class Group:
    """The proposals of one kind under their heading."""

    title: str
    rows: tuple[Proposed, ...]


@dataclass(frozen=True)
class Suggestions:
    """`jobs` are at work on this capture just now; `chapters` and `sentences` are taken over already.

    `can_listen` says that its recording has no transcript and a machine here could write one.
    """

    groups: tuple[Group, ...]
    dismissed: tuple[Proposed, ...]
    chapters: tuple[Chapter, ...]
    sentences: tuple[KeySentence, ...]
    jobs: tuple[Job, ...]
    can_listen: bool

    @property
    def open(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def is_read(self) -> bool:
        """Whether nobody reads the capture just now, so that nothing more comes by itself."""
        return all(job.kind != "knowledge.suggest" for job in self.jobs)

    @property
    def kept(self) -> int:
        return len(self.chapters) + len(self.sentences)


def suggestions_of(article: Article) -> Suggestions:
    """In a constant number of queries. What repeats the words of somebody who was taken out is left out."""
    taken_out = list(Passage.objects.filter(article=article, hidden=True).values_list("text", flat=True))
    rows = Suggestion.objects.filter(article=article).exclude(state=SuggestionState.ACCEPTED)
    said = [row for row in rows if not _repeats(row.text, taken_out)]
    names = {teacher.pk: teacher.name for teacher in article.teachers()}
    waiting = [row for row in said if row.state == SuggestionState.OPEN]
    dismissed = sorted(
        (row for row in said if row.state == SuggestionState.DISMISSED),
        key=lambda row: str(row.decided_at),
        reverse=True,
    )
    headings = _headings()
    groups = (
        Group(headings[kind], tuple(_proposed(row, names) for row in waiting if row.kind == kind)) for kind in headings
    )
    return Suggestions(
        groups=tuple(group for group in groups if group.rows),
        dismissed=tuple(_proposed(row, names) for row in dismissed[:DISMISSED_SHOWN]),
        chapters=tuple(article.chapters.all()),
        sentences=key_sentences_of(article),
        jobs=jobs_of(article),
        can_listen=is_configured() and _is_unheard(article),
    )


def key_sentences_of(article: Article) -> tuple[KeySentence, ...]:
    """What a reader sees of them: none of somebody who asked to be taken out."""
    return tuple(KeySentence.objects.still_said().filter(article=article))


def chapters_of(article: Article) -> tuple[Chapter, ...]:
    """The parts of what can still be heard or read; without recording and transcript there are none."""
    said = Passage.objects.shown().filter(article=article)
    spoken = heard().filter(article=article).exists() or said.exists()
    return tuple(article.chapters.all()) if spoken else ()


def jobs_of(article: Article) -> tuple[Job, ...]:
    """The long work on this capture that goes on."""
    address = reverse("knowledge:capture", args=[article.session_id])
    return tuple(Job.objects.filter(kind__in=KINDS, result_url=address).going_on().order_by("pk"))


def _is_unheard(article: Article) -> bool:
    here = Recording.objects.filter(article=article, article__transcript=None).exclude(file="")
    return here.exists() and not any(job.kind == "knowledge.transcribe" for job in jobs_of(article))


def _headings() -> dict[str, str]:
    """The kinds in the order in which they help most."""
    return {
        SuggestionKind.SNIPPET: _("Something to copy"),
        SuggestionKind.TOPIC: _("Topics"),
        SuggestionKind.SPEAKER: _("Who speaks?"),
        SuggestionKind.CHAPTER: _("Chapters"),
        SuggestionKind.KEY_SENTENCE: _("Key sentences"),
    }


def _proposed(row: Suggestion, names: dict[int, str]) -> Proposed:
    if row.kind == SuggestionKind.SPEAKER:
        name = names.get(row.evidence.get("user", 0), _("a former teacher"))
        text = _("“%(label)s” is %(name)s") % {"label": row.text, "name": name}
        return Proposed(row.pk, row.kind, text, "", "", None)
    return Proposed(row.pk, row.kind, row.text, row.title, _why(row.evidence), row.starts)


def _why(evidence: dict[str, int]) -> str:
    said, filed = evidence.get("said", 0), evidence.get("filed", 0)
    reasons = []
    if said:
        reasons.append(ngettext("said %(count)d time", "said %(count)d times", said) % {"count": said})
    if filed:
        words = ngettext("filed like %(count)d similar session", "filed like %(count)d similar sessions", filed)
        reasons.append(words % {"count": filed})
    return ", ".join(reasons)


def _repeats(text: str, hidden: Iterable[str]) -> bool:
    """Whether it is said in what was taken out, however it is written."""
    words = plain(text)
    return any(words in plain(passage) or plain(passage) in words for passage in hidden)
