"""What the demo company's sessions left behind: an article each with notes, something to copy and a spoken transcript.

Transcripts take the way of every other one: a WebVTT file is read, joined to passages and indexed for search.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from knowledge.enums import ArticleKind
from knowledge.models import Article, Snippet, Transcript
from knowledge.services.passages import Spoken, store_passages
from knowledge.services.slugs import free_slug
from knowledge.transcripts import read_transcript
from peerlearn.ops.demo.directory import Directory
from peerlearn.ops.demo.forums import Meeting, announce
from peerlearn.ops.demo.reference import STILL_TO_CAPTURE
from peerlearn.ops.demo.thanks_bank import tils
from peerlearn.ops.demo.timeline import Timeline, capture_moment, moment_between
from peerlearn.ops.demo.writing import WrittenSession, full_sessions, timed, to_vtt
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.models import Session

LANGUAGE = "en"
BATCH = 60
Progress = Callable[[Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Capture:
    """A session that was captured, by whom and with what."""

    session: Session
    teacher: User
    text: WrittenSession
    article: Article


def mark_captured(timeline: Timeline, meetings: Iterable[Meeting]) -> list[Meeting]:
    """Say when each past meeting was captured; the last eight are still to do. Returns the captured ones in order."""
    past = sorted(
        (meeting for meeting in meetings if meeting.session.starts_at < timeline.midnight),
        key=lambda meeting: (meeting.session.starts_at, meeting.forum.number),
    )
    captured = past[:-STILL_TO_CAPTURE]
    for meeting in captured:
        meeting.session.captured_at = captured_at(timeline, meeting, timeline.midnight)
    return captured


def captured_at(timeline: Timeline, meeting: Meeting, before: datetime) -> datetime:
    """When the meeting is captured, drawn for it alone."""
    chance = timeline.chance("capture", meeting.forum.number, meeting.week)
    return capture_moment(chance, meeting.session.ends_at, before)


def place_full_sessions(captured: Sequence[Meeting]) -> None:
    """The sessions written in full are the latest captured ones of their topics."""
    latest = {meeting.text.topic: meeting for meeting in captured if meeting.text}
    for text in full_sessions():
        meeting = latest[text.topic]
        meeting.text = text
        announce(meeting.session, text)


def publish(
    meetings: Sequence[Meeting], topics: Mapping[str, Topic], *, with_transcripts: bool, progress: Progress
) -> list[Capture]:
    """Write the articles of captured meetings; `with_transcripts` also what was said in them."""
    taken = set(Article.objects.values_list("slug", flat=True))
    captures = [
        Capture(meeting.session, meeting.forum.champion, meeting.text, _article(meeting, taken))
        for meeting in meetings
        if meeting.text
    ]
    Article.objects.bulk_create([capture.article for capture in captures], batch_size=500)
    _file(((capture.article, capture.text.topic) for capture in captures), topics)
    Snippet.objects.bulk_create(
        Snippet(article=capture.article, order=order, title=snippet.title, text=snippet.text)
        for capture in captures
        for order, snippet in enumerate(capture.text.snippets)
    )
    if with_transcripts:
        for batch in progress([captures[start : start + BATCH] for start in range(0, len(captures), BATCH)]):
            _store_transcripts(batch)
    return captures


def seconds_of(text: WrittenSession) -> float:
    """How long the recording of a session is."""
    return timed(text.turns)[-1].end


def publish_tils(timeline: Timeline, directory: Directory, topics: Mapping[str, Topic]) -> list[Article]:
    """The short shares, spread over the weeks of the program, by people of all functions."""
    taken = set(Article.objects.values_list("slug", flat=True))
    chance = timeline.chance("tils")
    start = timeline.midnight - timedelta(weeks=25)
    posts = list(tils())
    authors = chance.sample(directory.people, len(posts))
    articles = []
    for post, author in zip(posts, authors, strict=True):
        at = moment_between(chance, start, timeline.midnight)
        slug = free_slug(post.title, taken)
        taken.add(slug)
        articles.append(
            Article(
                kind=ArticleKind.TIL,
                author=author,
                title=post.title,
                slug=slug,
                body=post.text,
                language=LANGUAGE,
                dated_at=at,
                published_at=at,
                published_by=author,
            )
        )
    Article.objects.bulk_create(articles)
    _file(zip(articles, (post.topic for post in posts), strict=True), topics)
    return articles


def _article(meeting: Meeting, taken: set[str]) -> Article:
    session, text, teacher = meeting.session, meeting.text, meeting.forum.champion
    slug = free_slug(session.title, taken)
    taken.add(slug)
    return Article(
        kind=ArticleKind.SESSION,
        session=session,
        author=teacher,
        title=session.title,
        slug=slug,
        summary=session.abstract,
        body=text.notes if text else "",
        language=LANGUAGE,
        dated_at=session.starts_at,
        published_at=session.captured_at,
        published_by=teacher,
    )


def _file(articles: Iterable[tuple[Article, str]], topics: Mapping[str, Topic]) -> None:
    Article.topics.through.objects.bulk_create(
        Article.topics.through(article=article, topic=topics[name]) for article, name in articles if name in topics
    )


def _store_transcripts(captures: Sequence[Capture]) -> None:
    sources = [to_vtt(timed(capture.text.turns), capture.teacher.name).encode() for capture in captures]
    Transcript.objects.bulk_create(
        Transcript(
            article=capture.article,
            source=source,
            filename=f"{capture.article.slug}.vtt",
            format="vtt",
            language=LANGUAGE,
            added_by=capture.teacher,
        )
        for capture, source in zip(captures, sources, strict=True)
    )
    store_passages(
        Spoken(
            capture.article.pk,
            read_transcript(source, filename=f"{capture.article.slug}.vtt").cues,
            LANGUAGE,
            (capture.teacher,),
        )
        for capture, source in zip(captures, sources, strict=True)
    )
