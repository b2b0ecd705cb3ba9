"""Help on the way in: what is proposed for a capture, once, until a person takes it over or dismisses it.

Nothing of it counts before somebody accepts it: a topic is filed, a chapter stands above the recording, something to
copy or a key sentence on the page, a speaker under the teacher's name. What was decided is not proposed again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from django.db import transaction

from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.folding import plain
from knowledge.models import Article, KeySentence, Passage, Snippet, Suggestion
from knowledge.services.capture import SnippetText, set_snippets, set_topics
from knowledge.services.chapters import add_chapter
from peerlearn.people.models import User

TITLE = 200  # characters
COMPUTED = (SuggestionKind.TOPIC, SuggestionKind.CHAPTER, SuggestionKind.KEY_SENTENCE, SuggestionKind.SPEAKER)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a `Suggestion` will say; the names are those of its fields."""

    kind: SuggestionKind
    text: str
    title: str = ""
    starts: float | None = None
    weight: float = 0
    evidence: dict[str, int] = field(default_factory=dict)


def suggest(
    article: Article,
    *,
    kind: SuggestionKind,
    text: str,
    title: str = "",
    starts: float | None = None,
    weight: float = 0,
) -> Suggestion:
    """Propose `text` for the article; what was proposed before, decided or not, stays as it is."""
    suggestion, _created = Suggestion.objects.get_or_create(
        article=article,
        kind=kind,
        digest=digest_of(text),
        defaults={"text": text, "title": title[:TITLE], "starts": starts, "weight": weight},
    )
    return suggestion


@transaction.atomic
def replace_suggestions(article: Article, proposals: Iterable[Proposal]) -> int:
    """Propose all of these; returns how many are new.

    What was read from an earlier state and is not read any more goes, unless somebody decided about it. Something to
    copy stays: it may have come from a file that is not kept.
    """
    wanted = {(proposal.kind, digest_of(proposal.text)): proposal for proposal in proposals}
    known = {(row.kind, row.digest): row for row in Suggestion.objects.filter(article=article).select_for_update()}
    outlived = [
        row.pk
        for key, row in known.items()
        if key not in wanted and row.kind in COMPUTED and row.state == SuggestionState.OPEN
    ]
    Suggestion.objects.filter(pk__in=outlived).delete()
    again = [_updated(known[key], wanted[key]) for key in wanted if key in known]
    Suggestion.objects.bulk_update(
        [row for row in again if row.state == SuggestionState.OPEN], ["title", "starts", "weight", "evidence"]
    )
    new = [
        _row(article, digest, proposal) for (kind, digest), proposal in wanted.items() if (kind, digest) not in known
    ]
    Suggestion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, by: User, now: datetime) -> Suggestion:
    """Take it over into the article. Once it was accepted this changes nothing."""
    suggestion = _locked(suggestion)
    if suggestion.state == SuggestionState.ACCEPTED:
        return suggestion
    _take_over(suggestion, by)
    return _decide(suggestion, SuggestionState.ACCEPTED, by, now)


@transaction.atomic
def dismiss_suggestion(suggestion: Suggestion, *, by: User, now: datetime) -> Suggestion:
    """It is not shown and not proposed again. What was taken over before stays taken over."""
    suggestion = _locked(suggestion)
    if suggestion.state != SuggestionState.OPEN:
        return suggestion
    return _decide(suggestion, SuggestionState.DISMISSED, by, now)


@transaction.atomic
def reopen_suggestion(suggestion: Suggestion) -> Suggestion:
    """Take a dismissal back."""
    suggestion = _locked(suggestion)
    if suggestion.state == SuggestionState.DISMISSED:
        suggestion.state, suggestion.decided_by, suggestion.decided_at = SuggestionState.OPEN, None, None
        suggestion.save(update_fields=["state", "decided_by", "decided_at"])
    return suggestion


def forget_spoken(article: Article) -> None:
    """Recording and transcript were withdrawn: what was read out of them goes too, whatever was decided about it.

    What people took over to copy stays with the notes, and so do the topics.
    """
    article.key_sentences.all().delete()
    article.chapters.all().delete()
    read = (SuggestionKind.KEY_SENTENCE, SuggestionKind.CHAPTER, SuggestionKind.SPEAKER)
    Suggestion.objects.filter(article=article, kind__in=read).delete()
    Suggestion.objects.filter(article=article, kind=SuggestionKind.SNIPPET, state=SuggestionState.OPEN).delete()


def digest_of(text: str) -> str:
    """What is the same once: the folded words, or the text as it stands where it has none."""
    return blake2b((plain(text) or text.strip()).encode(), digest_size=16).hexdigest()


def _take_over(suggestion: Suggestion, by: User) -> None:
    article = suggestion.article
    match suggestion.kind:
        case SuggestionKind.TOPIC:
            set_topics(article, names=[*article.topics.values_list("name", flat=True), suggestion.text])
        case SuggestionKind.CHAPTER:
            add_chapter(article, title=suggestion.text, starts=suggestion.starts or 0)
        case SuggestionKind.SNIPPET:
            _add_snippet(suggestion, by)
        case SuggestionKind.KEY_SENTENCE:
            KeySentence.objects.get_or_create(
                article=article, text=suggestion.text, defaults={"starts": suggestion.starts}
            )
        case SuggestionKind.SPEAKER:
            said = Passage.objects.filter(article=article, speaker=suggestion.text)
            said.update(speaker_user=suggestion.evidence["user"])


def _add_snippet(suggestion: Suggestion, by: User) -> None:
    """Behind those that are there; the same text stands there once."""
    article = suggestion.article
    there = list(article.snippets.all())
    if suggestion.text in (row.text for row in there):
        return
    title = (suggestion.title or suggestion.text.split("\n", 1)[0])[:TITLE]
    kept = [SnippetText(row.title, row.text, row.pk) for row in there]
    set_snippets(article, snippets=[*kept, SnippetText(title, suggestion.text)], by=by)
    Snippet.objects.filter(article=article, text=suggestion.text).update(starts=suggestion.starts)


def _decide(suggestion: Suggestion, state: SuggestionState, by: User, now: datetime) -> Suggestion:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, now
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])
    return suggestion


def _locked(suggestion: Suggestion) -> Suggestion:
    return Suggestion.objects.select_for_update(of=("self",)).select_related("article__session").get(pk=suggestion.pk)


def _row(article: Article, digest: str, proposal: Proposal) -> Suggestion:
    return _updated(Suggestion(article=article, kind=proposal.kind, text=proposal.text, digest=digest), proposal)


def _updated(suggestion: Suggestion, proposal: Proposal) -> Suggestion:
    suggestion.title = proposal.title[:TITLE]
    suggestion.starts, suggestion.weight, suggestion.evidence = proposal.starts, proposal.weight, proposal.evidence
    return suggestion
