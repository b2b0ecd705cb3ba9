"""Keeping what a session said: recording, transcript, notes, topics, something to copy.

A session that was held gets a draft article. Publishing shows it to colleagues; when it has what the session's policy
asks for, the session counts as captured. Every later change is judged again: a part that is taken away is owed again.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.enums import ArticleKind, Origin, Visibility
from knowledge.models import Article, Passage, Recording, Snippet, Transcript
from knowledge.selectors.checklist import capture_checklist
from knowledge.services.answers import note_answers
from knowledge.services.articles import keep_revision
from knowledge.services.hiding import hide_and_show
from knowledge.services.indexing import index_articles
from knowledge.services.passages import Spoken, store_passages
from knowledge.services.slugs import new_slug
from knowledge.services.understanding_requests import ask_to_understand
from knowledge.signals import announce, session_captured
from knowledge.transcripts import Transcript as ReadTranscript
from knowledge.transcripts import read_transcript
from knowledge.validators import HEADER, SUFFIXES, media_type, refuse_large_recording, sound_type
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import Audience, CapturePolicy, TeachingState
from rituals.models import Session
from rituals.selectors.consents import recording_of
from rituals.selectors.sign_offs import sign_off_state
from rituals.services.sessions import record_capture, withdraw_capture


class SnippetText(NamedTuple):
    """Something to copy as somebody wrote it down; `pk` is the snippet that it changes."""

    title: str
    text: str
    pk: int | None = None


class NotSignedOff(Exception):
    """Where a wrong answer is dangerous nothing is published without an expert's name; the message says so."""


@transaction.atomic
def open_article(session: Session) -> Article:
    """The article of a session, made as a draft the first time. What members hear only members find."""
    known = Article.objects.filter(session=session).first()
    if known:
        return known
    Session.objects.select_for_update().get(pk=session.pk)
    closed = session.audience == Audience.MEMBERS or recording_of(session).members_only
    article, created = Article.objects.get_or_create(
        session=session,
        defaults={
            "kind": ArticleKind.SESSION,
            "title": str(session),
            "slug": new_slug(str(session)),
            "summary": session.abstract,
            "dated_at": session.starts_at,
            "visibility": Visibility.MEMBERS if closed else Visibility.EVERYBODY,
        },
    )
    if created:
        article.topics.set(session.topics.all())
        _bring_snippets(article, session)
        index_articles([article.pk])
    return article


@transaction.atomic
def set_recording_link(
    article: Article, *, url: str, by: User | None, expires_on: date | None = None, origin: Origin = Origin.LINKED
) -> Recording:
    """The recording lies elsewhere; the link is shown and never fetched. Replaces what was there.

    `expires_on` is the day on which its provider deletes it.
    """
    _forget_recording(article)
    recording = Recording.objects.create(article=article, url=url, origin=origin, added_by=by, expires_on=expires_on)
    settle_capture(article)
    ask_to_understand(article, by=by)
    return recording


def set_expiry(article: Article, *, expires_on: date | None) -> None:
    """The provider deletes the linked recording on that day, None when it does not."""
    Recording.objects.filter(article=article).exclude(url="").update(expires_on=expires_on)


@transaction.atomic
def set_recording_file(article: Article, *, file: File, by: User | None, origin: Origin = Origin.UPLOADED) -> Recording:
    """Keep a recording under a name of its own. Raises ValueError for what is no recording or too large.

    What was told into a microphone is sound, also in a container that may hold pictures.
    """
    refuse_large_recording(file.size)
    content_type = media_type(file.read(HEADER))
    file.seek(0)
    if origin == Origin.RETOLD:
        content_type = sound_type(content_type)
    _forget_recording(article)
    recording = Recording(article=article, content_type=content_type, added_by=by, origin=origin)
    recording.file.save(f"{uuid.uuid4().hex}{SUFFIXES[content_type]}", file, save=True)
    settle_capture(article)
    ask_to_understand(article, by=by)
    return recording


@transaction.atomic
def remove_recording(article: Article) -> None:
    """Take the recording away."""
    _forget_recording(article)
    settle_capture(article)


@transaction.atomic
def set_transcript(
    article: Article, *, data: bytes, filename: str, by: User | None, read: ReadTranscript | None = None
) -> Transcript:
    """Split a transcript into passages that are found at once; `read` is the data when it was read before.

    Replaces what was there; raises TranscriptError.
    """
    read = read or read_transcript(data, filename=filename)
    language = read.language or article.language
    transcript, _created = Transcript.objects.update_or_create(
        article=article,
        defaults={
            "source": data,
            "filename": filename[:255],
            "format": read.format,
            "language": language,
            "warnings": read.warnings,
            "added_by": by,
        },
    )
    if article.language != language:
        article.language = language
        article.save(update_fields=["language", "updated_at"])
    Passage.objects.filter(article=article).delete()
    store_passages([Spoken(article.pk, read.cues, language, _teachers(article))])
    hide_and_show(article)
    settle_capture(article)
    ask_to_understand(article, by=by)
    return transcript


@transaction.atomic
def set_notes(article: Article, *, body: str, by: User, summary: str | None = None) -> Article:
    """Write the notes (Markdown) and, when given, the summary; the former text stays in the history."""
    if (article.body, article.summary) == (body, article.summary if summary is None else summary):
        return article
    article.body = body
    article.summary = article.summary if summary is None else summary
    article.save(update_fields=["body", "summary", "updated_at"])
    keep_revision(article, by=by)
    settle_capture(article)
    ask_to_understand(article, by=by)
    return article


@transaction.atomic
def set_topics(article: Article, *, names: Iterable[str]) -> Article:
    """File the article, and its session, under these topics and no others."""
    topics = find_or_create_topics(names)
    if article.session:
        article.session.topics.set(topics)
    if set(article.topics.all()) != set(topics):
        article.topics.set(topics)
        settle_capture(article)
    return article


@transaction.atomic
def set_snippets(article: Article, *, snippets: Iterable[SnippetText], by: User | None = None) -> Article:
    """What people can copy, in this order and nothing else.

    One that is still there keeps its row, and with it who used it: known by its number, else by its text.
    """
    wanted = list(snippets)
    there = {snippet.pk: snippet for snippet in article.snippets.all()}
    before = [(snippet.pk, snippet.order, snippet.title, snippet.text) for snippet in there.values()]
    kept = _rows_for(wanted, there)
    rows = [row or Snippet(article=article, added_by=by) for row in kept]
    for order, (row, text) in enumerate(zip(rows, wanted, strict=True)):
        row.order, row.title, row.text = order, text.title, text.text
    if [(row.pk, row.order, row.title, row.text) for row in rows] == before:
        return article
    article.snippets.exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    for row in rows:
        row.save()
    settle_capture(article)
    return article


@transaction.atomic
def publish_capture(article: Article, *, by: User, now: datetime) -> Article:
    """Let colleagues find the capture; said again it changes nothing. What is still missing stays owed.

    Raises NotSignedOff for a topic that needs an expert, while none has signed off.
    """
    if article.session and not sign_off_state(article.session).clear:
        words = _("“%(title)s” is not published yet: it needs an expert who signs off. Everything is kept.")
        raise NotSignedOff(words % {"title": article.title})
    if article.published_at is None:
        article.published_at, article.published_by = now, by
        article.save(update_fields=["published_at", "published_by", "updated_at"])
    settle_capture(article, now=now)
    return article


def reconcile(*, now: datetime) -> int:
    """Put right the sessions whose capture is not what their published article says; returns how many there were."""
    owed = Article.objects.published().exclude(session=None).exclude(session__capture_policy=CapturePolicy.NONE)
    changed = 0
    for article in owed.select_related("session").iterator(chunk_size=500):
        changed += _judge(article, now)
    return changed


def _rows_for(wanted: list[SnippetText], there: dict[int, Snippet]) -> list[Snippet | None]:
    """The row that each of these changes, None for a new one."""
    numbered = {text.pk for text in wanted}
    by_text = {row.text: row for row in there.values() if row.pk not in numbered}
    return [there.pop(text.pk or 0, None) or by_text.pop(text.text, None) for text in wanted]


def _bring_snippets(article: Article, session: Session) -> None:
    """An encore begins with what people could copy the first time; what was for members stays with them."""
    first = Snippet.objects.filter(
        article__session=session.encore_of_id,
        article__published_at__isnull=False,
        article__visibility=Visibility.EVERYBODY,
    )
    if session.encore_of_id:
        Snippet.objects.bulk_create(
            Snippet(article=article, order=snippet.order, title=snippet.title, text=snippet.text)
            for snippet in first.order_by("order", "pk")
        )


def settle_capture(article: Article, *, now: datetime | None = None) -> None:
    """After a change: make it findable, say where it answers, and judge anew whether the session is captured."""
    index_articles([article.pk])
    note_answers(article)
    _judge(article, now or timezone.now())


def _judge(article: Article, now: datetime) -> bool:
    """Whether the session's capture had to be recorded or withdrawn."""
    session = article.session
    if session is None or article.published_at is None or session.capture_policy == CapturePolicy.NONE:
        return False
    captured = Session.objects.filter(pk=session.pk, captured_at__isnull=False).exists()
    fulfilled = capture_checklist(article).fulfilled
    if fulfilled == captured:
        return False
    if fulfilled:
        record_capture(session, at=now)
        announce(session_captured, article.pk)
    else:
        withdraw_capture(session)
    return True


def _forget_recording(article: Article) -> None:
    """Remove the former recording, its file once nothing can be rolled back."""
    for former in Recording.objects.filter(article=article):
        if former.file:
            transaction.on_commit(partial(former.file.storage.delete, str(former.file.name)))
        former.delete()


def _teachers(article: Article) -> tuple[User, ...]:
    if article.session is None:
        return (article.author,) if article.author else ()
    teachings = article.session.teachings.filter(state=TeachingState.ACCEPTED).select_related("user")
    return tuple(teaching.user for teaching in teachings)
