"""The demo company lives on: every day between the last start and today happens as if people had gone on.

Only what the story made itself goes on, and only by adding. A session whose title or teacher people changed is held as
they left it and waits for their capture; one that has an article, was cancelled or was answered for stays as it is. The
people who sign in do nothing by themselves, except that their sessions take place.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from knowledge.models import Article
from knowledge.services.indexing import index_articles
from metrics.services.snapshots import compute
from peerlearn.core.windows import local_midnight
from peerlearn.ops.demo import attendance, captures, forums, reuse
from peerlearn.ops.demo.captures import Capture, Progress
from peerlearn.ops.demo.directory import is_sign_in, known_people
from peerlearn.ops.demo.forums import Meeting
from peerlearn.ops.demo.reference import PEOPLE
from peerlearn.ops.demo.reuse import Heard
from peerlearn.ops.demo.timeline import Timeline
from peerlearn.ops.models import DemoCompany
from peerlearn.topics.models import Topic
from recognition.services.credits import rederive
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Attendance, Session, Teaching
from rituals.services.series import materialise

OPENED_FROM = timedelta(weeks=26)
"""How long after its publication a capture is opened by chance."""


@transaction.atomic
def continue_company(*, today: date, progress: Progress) -> bool:
    """Let the company live on to the first instant of `today`; False when it is there already."""
    company = DemoCompany.objects.select_for_update().get()
    if company.continued_to >= today:
        return False
    story = Story(company, today)
    story.plan()
    story.hold()
    published = story.capture(progress)
    story.react(published)
    rederive()
    compute(since=company.continued_to, as_of=story.now.midnight)
    company.continued_to, company.planned_to = today, story.now.planned_to
    company.save()
    return True


class Story:
    """What happens from the day a company was continued to up to `today`."""

    def __init__(self, company: DemoCompany, today: date) -> None:
        self.company = company
        self.begun = Timeline(company.seed, company.started_on)
        self.now = Timeline(company.seed, today)
        self.forums = {forum.ritual.pk: forum for forum in forums.known_forums()}
        self.directory = known_people([forum.champion for forum in self.forums.values()])
        self.habits = attendance.habits_of(self.begun, self.directory)
        self.scale = max(1, len(self.directory.people) // PEOPLE)
        self.topics = {topic.name: topic for topic in Topic.objects.all()}
        self.signed_in = {place for place, person in enumerate(self.directory.people) if is_sign_in(person)}

    def plan(self) -> None:
        """Give the dates beyond the last horizon their champions and titles, but for the open ones; and replies."""
        for forum in self.forums.values():
            materialise(forum.ritual, now=self.now.midnight)
        coming = Session.objects.scheduled().filter(starts_at__gte=self.now.midnight)
        beyond = coming.filter(starts_at__gte=local_midnight(self.company.planned_to), title="", teachings=None)
        self._teach([slot for slot in self._meetings(beyond) if not slot.forum.is_open(slot.week)])
        attendance.write_coming_replies(
            self.now, self.directory, self._meetings(coming), self.habits, since=self.now.today, scale=self.scale
        )

    def hold(self) -> None:
        """Hold the sessions before today that nobody answered for; in an open slot the champion steps in."""
        unanswered = Session.objects.filter(
            status__in=(SessionStatus.SCHEDULED, SessionStatus.UNKNOWN),
            starts_at__gte=self.begun.midnight,
            ends_at__lt=self.now.midnight,
            article=None,
        )
        meetings = self._meetings(unanswered)
        taught = set(
            Teaching.objects.filter(
                session__in=[meeting.session for meeting in meetings], state=TeachingState.ACCEPTED
            ).values_list("session_id", flat=True)
        )
        self._teach([meeting for meeting in meetings if meeting.session.pk not in taught])
        for meeting in meetings:
            forums.hold(meeting.session)
        Session.objects.bulk_update(
            [meeting.session for meeting in meetings], ["status", "held_at", "capture_due_at"], batch_size=500
        )
        tables = attendance.seat_days(self.begun, self.directory, meetings, self.habits, scale=self.scale)
        attendance.write_attendance(self.directory, meetings, tables)

    def capture(self, progress: Progress) -> list[Capture]:
        """Publish what was said as planned, one to six days after; what people changed is theirs to capture."""
        owed = Session.objects.held().filter(
            captured_at=None, article=None, starts_at__gte=self.begun.midnight - timedelta(weeks=1)
        )
        meetings = []
        for meeting in self._meetings(owed):
            at = captures.captured_at(self.begun, meeting, meeting.session.ends_at + timedelta(days=7))
            if at < self.now.midnight and self._as_planned(meeting):
                meeting.session.captured_at = at
                meetings.append(meeting)
        Session.objects.bulk_update([meeting.session for meeting in meetings], ["captured_at"], batch_size=500)
        published = captures.publish(meetings, self.topics, with_transcripts=True, progress=progress)
        index_articles([capture.article.pk for capture in published])
        return published

    def react(self, published: Sequence[Capture]) -> None:
        """Openings on each day, thanks and marks for what was captured."""
        everybody = [place for place in range(len(self.directory.people)) if place not in self.signed_in]
        recent = self._heard(
            Article.objects.published().filter(
                session__ritual__in=self.forums, published_at__gte=self.now.midnight - OPENED_FROM
            )
        )
        days = (self.now.today - self.company.continued_to).days
        for number in range(days):
            day = self.company.continued_to + timedelta(days=number)
            reuse.write_openings(self.begun, reuse.open_on(self.begun, self.directory, recent, day, everybody))
        new = {capture.article.pk for capture in published}
        heard = [session for session in recent if session.article.pk in new]
        thanks = reuse.thank_for(self.begun, self.directory, heard, known=self.signed_in, before=self.now.midnight)
        reuse.write_thanks(self.begun, thanks)
        reuse.write_helped(self.begun, self.directory, heard, thanks, before=self.now.midnight, known=self.signed_in)

    def _meetings(self, sessions: QuerySet[Session]) -> list[Meeting]:
        """The story's own meetings among these sessions, in their order of time."""
        found = []
        for session in sessions.filter(ritual__in=self.forums, recurrence_id__isnull=False).order_by("starts_at", "pk"):
            forum = self.forums[session.ritual_id or 0]
            week = self.begun.week_of(session.recurrence_id or session.starts_at)
            found.append(Meeting(forum, week, session, forum.text(week)))
        return found

    def _teach(self, meetings: Iterable[Meeting]) -> None:
        """The champion teaches what the bank has for that week; a title that somebody wrote stays."""
        chosen = list(meetings)
        bare = [meeting for meeting in chosen if not meeting.session.title]
        for meeting in bare:
            if meeting.text:
                forums.announce(meeting.session, meeting.text)
        Session.objects.bulk_update([meeting.session for meeting in bare], ["title", "abstract"], batch_size=500)
        forums.link_topics(bare, self.topics)
        Teaching.objects.bulk_create(
            (
                forums.accepted(
                    meeting.session, meeting.forum.champion, min(meeting.session.starts_at, self.now.midnight)
                )
                for meeting in chosen
            ),
            update_conflicts=True,
            unique_fields=["session", "user"],
            update_fields=["state", "answered_at"],
        )

    def _as_planned(self, meeting: Meeting) -> bool:
        teachers = Teaching.objects.filter(session=meeting.session, state=TeachingState.ACCEPTED)
        names = list(teachers.values_list("user_id", flat=True))
        return (
            names == [meeting.forum.champion.pk]
            and meeting.text is not None
            and meeting.session.title == meeting.text.title
        )

    def _heard(self, articles: QuerySet[Article]) -> list[Heard]:
        came: dict[int, list[int]] = {}
        rows = (
            Attendance.objects.filter(session__article__in=articles).order_by("pk").values_list("session_id", "user_id")
        )
        for session_id, user_id in rows:
            if user_id in self.directory.place_of:
                came.setdefault(session_id, []).append(self.directory.place_of[user_id])
        return [
            self._heard_session(article, article.session, came)
            for article in articles.select_related("session").order_by("dated_at", "pk")
            if article.session
        ]

    def _heard_session(self, article: Article, session: Session, came: Mapping[int, list[int]]) -> Heard:
        forum = self.forums[session.ritual_id or 0]
        teacher = self.directory.place_of.get(forum.champion.pk, -1)
        return Heard(forum, article, teacher, came.get(session.pk, []))
