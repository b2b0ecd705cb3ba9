"""Takes in past sessions with what was kept of them.

They are held, their teachers have accepted, and nothing is owed: they are searchable with what they bring and nobody
is reminded of them. Their rituals are archived and have no rule, so that no figure of cadence counts them. A session
is known by its id; importing it again changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models.functions import Lower
from django.utils.text import slugify

from knowledge.enums import ArticleKind
from knowledge.models import Article, Recording, Transcript
from knowledge.services.indexing import index_articles
from knowledge.services.passages import Spoken, store_passages
from knowledge.services.session_records import Known, Record, read_records
from knowledge.services.slugs import free_slug
from peerlearn.core.csv_import import Report, read_text
from peerlearn.people.models import User
from peerlearn.topics.models import Topic, topic_key
from peerlearn.topics.services.topics import find_or_create_topics, topics_by_key
from rituals.enums import CapturePolicy, CheckIn, SessionStatus, TeachingState
from rituals.models import Attendance, Program, Ritual, Session, Teaching

BATCH = 1_000

Item = TypeVar("Item")
Progress = Callable[[Sequence[Item], str], Iterable[Item]]


def quietly(items: Sequence[Item], label: str) -> Iterable[Item]:
    """No progress shown."""
    return items


@dataclass
class SessionReport(Report):
    """An import of sessions; `warnings` are repairs of transcripts, each with its file and line."""

    warnings: list[str] = field(default_factory=list)
    transcripts: int = 0


def import_sessions(
    file: Path,
    *,
    now: datetime,
    files: Path | None = None,
    check: bool = False,
    skip_bad: bool = False,
    progress: Progress[Any] = quietly,
) -> SessionReport:
    """Import all sessions of `file` or, while any line is bad, none; `skip_bad` takes the good ones.

    `files` is where transcripts lie, `check` only says what would happen, `progress` wraps each long loop.
    Raises ImportRefused when the file cannot be read.
    """
    report = SessionReport(file.name)
    lines = list(enumerate(read_text(file).split("\n"), start=1))
    read = read_records(progress(lines, "Reading"), files=files, known=_known(), now=now, report=report)
    records = list(read)
    for record in records:
        if record.transcript:
            report.transcripts += 1
            report.warnings += [f"{record.filename}: {warning}" for warning in record.transcript.warnings]
    report.created = len(records)
    if not check and records and (skip_bad or not report.problems):
        _store(records, now, progress)
    return report


def _known() -> Known:
    programs = Program.objects.values_list("name", "slug")
    return Known(
        emails=frozenset(email.lower() for email in User.objects.values_list("email", flat=True)),
        programs=frozenset(word for names in programs for word in names),
        ids=frozenset(identity for identity in Session.objects.values_list("external_id", flat=True) if identity),
    )


def _store(records: Sequence[Record], now: datetime, progress: Progress[Any]) -> None:
    people = {user.email.lower(): user for user in _people(records)}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        topics = _topics(records)
        rituals = _rituals(records, now)
        taken = set(Article.objects.values_list("slug", flat=True))
        article_ids: list[int] = []
        batches = [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
        for batch in progress(batches, "Writing"):
            sessions = _sessions(batch, rituals)
            articles = _articles(batch, sessions, taken)
            _people_of(batch, sessions, people, now)
            _file_under_topics(batch, sessions, articles, topics)
            _captures(batch, articles, people)
            article_ids += [article.pk for article in articles]
        for start in progress(range(0, len(article_ids), BATCH), "Indexing"):
            index_articles(article_ids[start : start + BATCH])


def _people(records: Sequence[Record]) -> Iterable[User]:
    emails = {email for record in records for email in (*record.teachers, *record.attendees)}
    return User.objects.annotate(address=Lower("email")).filter(address__in=emails)


def _topics(records: Sequence[Record]) -> dict[str, Topic]:
    """The topic of each name that the records use, by the key of the name; synonyms lead to their topic."""
    names = [name for record in records for name in record.topics]
    find_or_create_topics(names)
    return topics_by_key({topic_key(name) for name in names})


def _rituals(records: Sequence[Record], now: datetime) -> dict[str, Ritual]:
    """The archived ritual of each name, made where it is missing."""
    wanted = {record.ritual: record for record in records if record.ritual}
    known = {r.external_id: r for r in Ritual.objects.filter(external_id__in=wanted)}
    programs = {word: program for program in Program.objects.all() for word in (program.name, program.slug)}
    taken = set(Ritual.objects.values_list("slug", flat=True))
    missing = []
    for name, record in wanted.items():
        if name in known:
            continue
        slug = free_slug(slugify(name) or "ritual", taken)
        taken.add(slug)
        missing.append(
            Ritual(
                name=name,
                slug=slug,
                kind=record.kind,
                program=programs.get(record.program),
                capture_policy=CapturePolicy.NONE,
                external_id=name,
                archived_at=now,
            )
        )
    return {name: ritual for name, ritual in known.items() if name} | {
        ritual.name: ritual for ritual in Ritual.objects.bulk_create(missing)
    }


def _sessions(batch: Sequence[Record], rituals: dict[str, Ritual]) -> list[Session]:
    return Session.objects.bulk_create(
        Session(
            ritual=rituals.get(record.ritual),
            kind=record.kind,
            title=record.title,
            abstract=record.abstract,
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            capture_policy=CapturePolicy.NONE,
            status=SessionStatus.HELD,
            held_at=record.ends_at,
            external_id=record.id,
        )
        for record in batch
    )


def _articles(batch: Sequence[Record], sessions: Sequence[Session], taken: set[str]) -> list[Article]:
    articles = []
    for record, session in zip(batch, sessions, strict=True):
        slug = free_slug(record.title, taken)
        taken.add(slug)
        articles.append(
            Article(
                kind=ArticleKind.SESSION,
                session=session,
                title=record.title,
                slug=slug,
                summary=record.abstract,
                body=record.notes,
                language=_language(record),
                dated_at=record.starts_at,
                published_at=record.ends_at,
            )
        )
    return Article.objects.bulk_create(articles)


def _language(record: Record) -> str:
    return (record.transcript.language if record.transcript else None) or "en"


def _people_of(batch: Sequence[Record], sessions: Sequence[Session], people: dict[str, User], now: datetime) -> None:
    pairs = list(zip(batch, sessions, strict=True))
    Teaching.objects.bulk_create(
        Teaching(session=session, user=people[email], state=TeachingState.ACCEPTED, answered_at=now)
        for record, session in pairs
        for email in record.teachers
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, user=people[email], how=CheckIn.IMPORTED)
        for record, session in pairs
        for email in record.attendees
    )


def _file_under_topics(
    batch: Sequence[Record],
    sessions: Sequence[Session],
    articles: Sequence[Article],
    topics: dict[str, Topic],
) -> None:
    filed_sessions, filed_articles = [], []
    for record, session, article in zip(batch, sessions, articles, strict=True):
        for topic_id in {topics[topic_key(name)].pk for name in record.topics}:
            filed_sessions.append(Session.topics.through(session_id=session.pk, topic_id=topic_id))
            filed_articles.append(Article.topics.through(article_id=article.pk, topic_id=topic_id))
    Session.topics.through.objects.bulk_create(filed_sessions)
    Article.topics.through.objects.bulk_create(filed_articles)


def _captures(batch: Sequence[Record], articles: Sequence[Article], people: dict[str, User]) -> None:
    pairs = list(zip(batch, articles, strict=True))
    Recording.objects.bulk_create(
        Recording(article=article, url=record.recording_url) for record, article in pairs if record.recording_url
    )
    Transcript.objects.bulk_create(
        Transcript(
            article=article,
            source=record.source,
            filename=record.filename,
            format=record.transcript.format,
            language=_language(record),
            warnings=record.transcript.warnings,
        )
        for record, article in pairs
        if record.transcript
    )
    store_passages(
        Spoken(article.pk, record.transcript.cues, _language(record), tuple(people[e] for e in record.teachers))
        for record, article in pairs
        if record.transcript
    )
