"""The demo company as it is created: half a year of it as events, whose figures are those of the reference case.

Written in one transaction: a start that is cut off leaves an empty database.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from knowledge.models import Article, Helped, Opening, Passage, Recording
from knowledge.services.indexing import index_articles
from metrics.services.snapshots import compute
from peerlearn.ops.demo import asking, attendance, captures, forums, reuse
from peerlearn.ops.demo.archive import create_archive
from peerlearn.ops.demo.captures import Capture, Progress
from peerlearn.ops.demo.directory import Directory, create_people
from peerlearn.ops.demo.forums import Forum, Meeting
from peerlearn.ops.demo.recording import CONTENT_TYPE, store_recording
from peerlearn.ops.demo.reference import PEOPLE
from peerlearn.ops.demo.reuse import Heard
from peerlearn.ops.demo.seating import Table
from peerlearn.ops.demo.timeline import Timeline
from peerlearn.ops.models import DemoCompany
from peerlearn.people.models import User
from recognition.models import Kudos
from recognition.services.credits import rederive
from rituals.enums import CapturePolicy
from rituals.models import Attendance, Session, Teaching

TEACHER_WITH_RECORDING = 0
"""The number of the forum whose latest capture has a recording: that of the teacher who signs in."""


@transaction.atomic
def create_company(
    *, today: date, seed: int, password: str, progress: Progress, scale: int = 1, with_transcripts: bool = True
) -> DemoCompany:
    """Write the reference case for the start day `today`, `scale` times as large. The database must have no people."""
    timeline = Timeline(seed, today)
    write_events(timeline, password=password, progress=progress, scale=scale, with_transcripts=with_transcripts)
    _count_rows()
    index_articles(Article.objects.order_by("pk").values_list("pk", flat=True))
    rederive()
    compute(since=timeline.program_start, as_of=timeline.midnight)
    return DemoCompany.objects.create(seed=seed, started_on=today, continued_to=today, planned_to=timeline.planned_to)


def write_events(
    timeline: Timeline, *, password: str, progress: Progress, scale: int = 1, with_transcripts: bool = True
) -> None:
    """What happened, without what is derived from it: the same timeline gives the same rows."""
    directory = create_people(timeline, count=PEOPLE * scale, password=password)
    topics = forums.create_topics(directory)
    program = forums.create_program(timeline, directory)
    policy = CapturePolicy.STANDARD if with_transcripts else CapturePolicy.NOTES_ONLY
    series = forums.create_forums(timeline, directory, program, policy=policy)
    meetings = [meeting for forum in series for meeting in forums.meetings_of(timeline, forum)]
    captured = captures.mark_captured(timeline, meetings)
    captures.place_full_sessions(captured)
    forums.save_meetings(timeline, meetings, topics)
    published = captures.publish(captured, topics, with_transcripts=with_transcripts, progress=progress)
    captures.publish_tils(timeline, directory, topics)
    _record(series, published)
    archive = create_archive(timeline, directory, topics)
    forums.create_other_forms(timeline, directory, program)
    asking.ask_for_topics(timeline, directory, topics, meetings)
    asking.name_champions(timeline, directory, program)
    asking.call_circles(timeline, directory, program)
    _let_people_come(timeline, directory, meetings, published, archive, scale)


def _count_rows() -> None:
    """Tell the planner what was written: it has seen none of these rows, and would take hours for the figures."""
    written = (User, Session, Teaching, Attendance, Article, Passage, Opening, Helped, Kudos)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in written)}")


def _let_people_come(
    timeline: Timeline,
    directory: Directory,
    meetings: Sequence[Meeting],
    published: Sequence[Capture],
    archive: Sequence[Article],
    scale: int,
) -> None:
    """Attendance, replies, openings and thanks of the first 26 weeks."""
    habits = attendance.habits_of(timeline, directory)
    window = attendance.choose_window_learners(timeline, directory, scale)
    past = [meeting for meeting in meetings if meeting.session.starts_at < timeline.midnight]
    tables = attendance.seat_past(timeline, directory, past, habits, window=window, scale=scale)
    attendance.write_attendance(directory, past, tables)
    attendance.write_past_replies(timeline, directory, past, tables, habits)
    attendance.write_coming_replies(timeline, directory, meetings, habits, since=timeline.today, scale=scale)
    attendance.write_replies_of_employee(timeline, directory, meetings)
    heard = _heard(directory, past, tables, published)
    openings = reuse.open_in_window(timeline, directory, heard, learners=window, scale=scale)
    reached = window | {directory.place_of[opening.user.pk] for opening in openings}
    reuse.write_openings(timeline, reuse.open_before_window(timeline, directory, heard))
    reuse.write_openings(timeline, openings)
    reuse.write_openings(timeline, reuse.open_archive(timeline, directory, archive, reached))
    thanks = reuse.thank_before(timeline, directory, heard)
    reuse.write_thanks(timeline, thanks)
    reuse.write_helped(timeline, directory, heard, thanks, before=timeline.midnight)


def _heard(
    directory: Directory, past: Sequence[Meeting], tables: Sequence[Table], published: Sequence[Capture]
) -> list[Heard]:
    """The captured sessions with those who came, oldest first."""
    articles = {capture.session.pk: capture.article for capture in published}
    found = [
        Heard(meeting.forum, articles[meeting.session.pk], table.teacher, table.learners)
        for meeting, table in zip(past, tables, strict=True)
        if meeting.session.pk in articles
    ]
    return sorted(found, key=lambda session: (session.article.dated_at, session.forum.number))


def _record(series: Sequence[Forum], published: Sequence[Capture]) -> None:
    """Give the latest capture of the teacher who signs in a recording that plays."""
    own = [capture for capture in published if capture.session.ritual_id == series[TEACHER_WITH_RECORDING].ritual.pk]
    latest = max(own, key=lambda capture: capture.session.starts_at)
    seconds = captures.seconds_of(latest.text)
    Recording.objects.create(
        article=latest.article,
        file=store_recording(f"recordings/demo/{latest.article.slug}.wav", seconds),
        content_type=CONTENT_TYPE,
        duration_seconds=round(seconds),
        added_by=latest.teacher,
    )
