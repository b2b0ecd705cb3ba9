"""A weekly series that ended a year and a half before the start day, and whose notes people hired since still read.

It stands outside the program and before every window of the reference case. Nobody was checked in at that time; how
many came is known only as told.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils.text import slugify

from knowledge.enums import ArticleKind
from knowledge.models import Article, Snippet
from knowledge.services.slugs import free_slug
from peerlearn.core.windows import local_midnight
from peerlearn.ops.demo.captures import LANGUAGE
from peerlearn.ops.demo.directory import Directory
from peerlearn.ops.demo.forums import accepted, dated, hold, ritual_words
from peerlearn.ops.demo.timeline import Timeline, capture_moment
from peerlearn.ops.demo.writing import FOLDER
from peerlearn.topics.models import Topic
from rituals.enums import CapturePolicy, RitualKind
from rituals.models import Facilitation, Ritual, Session, Teaching
from rituals.recurrence import first_fitting_day, parse_rule
from rituals.services.series import schedule_of

BEGAN_DAYS_BEFORE = 640
TEACHER = 15
"""The number of the champion who ran it: the first of Finance and Risk."""
TOPIC = "Spreadsheet formulas"


def create_archive(timeline: Timeline, directory: Directory, topics: Mapping[str, Topic]) -> list[Article]:
    """Write the series with its sessions and their notes, and return the notes."""
    written = tomllib.loads((FOLDER / "words" / "archive.toml").read_text(encoding="utf-8"))["sessions"]
    teacher = directory.champions[TEACHER]
    ritual = _ritual(timeline, directory, len(written))
    Facilitation.objects.create(ritual=ritual, user=teacher)
    chance = timeline.chance("archived series")
    starts = schedule_of(ritual).between(_first_instant(timeline), timeline.midnight)
    sessions, articles = [], []
    for words, start in zip(written, starts, strict=True):
        session = dated(ritual, start, timeline.seed)
        session.title, session.abstract = words["title"], words["summary"]
        session.headcount = chance.randrange(9, 22)
        hold(session)
        session.captured_at = capture_moment(chance, session.ends_at, timeline.midnight)
        sessions.append(session)
        articles.append(
            Article(
                kind=ArticleKind.SESSION,
                session=session,
                author=teacher,
                title=words["title"],
                slug=free_slug(words["title"], set()),
                summary=words["summary"],
                body=words["notes"].strip(),
                language=LANGUAGE,
                dated_at=start,
                published_at=session.captured_at,
                published_by=teacher,
            )
        )
    Session.objects.bulk_create(sessions)
    Teaching.objects.bulk_create(
        accepted(session, teacher, session.starts_at - timedelta(days=7)) for session in sessions
    )
    Article.objects.bulk_create(articles)
    for session, article in zip(sessions, articles, strict=True):
        session.topics.add(topics[TOPIC])
        article.topics.add(topics[TOPIC])
    Snippet.objects.bulk_create(
        Snippet(article=article, title=words["snippet_title"], text=words["snippet_text"])
        for words, article in zip(written, articles, strict=True)
    )
    return articles


def _first_instant(timeline: Timeline) -> datetime:
    return local_midnight(timeline.today - timedelta(days=BEGAN_DAYS_BEFORE))


def _ritual(timeline: Timeline, directory: Directory, weeks: int) -> Ritual:
    words = ritual_words()["archived"]
    teacher = directory.champions[TEACHER]
    rule = f"FREQ=WEEKLY;BYDAY=WE;COUNT={weeks}"
    began = timeline.today - timedelta(days=BEGAN_DAYS_BEFORE)
    return Ritual.objects.create(
        name=words["name"],
        slug=slugify(words["name"]),
        kind=RitualKind.TEACH_IN,
        description=words["description"],
        function=teacher.function,
        rrule=rule,
        first_date=first_fitting_day(parse_rule(rule), began),
        start_time=time(9, 30),
        time_zone=teacher.time_zone,
        duration_minutes=30,
        capture_policy=CapturePolicy.NOTES_ONLY,
        external_id="demo:archived",
        created_by=teacher,
        archived_at=local_midnight(began + timedelta(weeks=weeks + 4)),
    )
