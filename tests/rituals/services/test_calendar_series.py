"""A whole series in somebody's calendar: whatever happens to it, the calendar shows the dates to which they come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerlearn.people.models import User
from rituals.enums import COMES, Reply, SessionStatus, TeachingState
from rituals.models import CalendarInvitation, Ritual, Session
from rituals.recurrence import parse_rule
from rituals.services.calendar_checks import recheck
from rituals.services.calendar_invitations import tell_about_ritual, tell_about_session
from rituals.services.moves import change_session
from rituals.services.rsvps import reply_to_session
from rituals.services.series import materialise
from rituals.services.series_changes import SeriesChange, change_series, end_ritual
from rituals.services.series_replies import reply_to_series
from rituals.services.sessions import cancel_session
from rituals.signals import series_changed, session_changed
from tests.factories.people import UserFactory
from tests.factories.rituals import RitualFactory, SkipDateFactory
from tests.rituals.mailbox import Mailbox, calendar_of, post

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


class Story:
    """A weekly ritual, somebody with a mailbox, and a clock that goes on by an hour with each thing that happens."""

    def __init__(self, person: User, ritual: Ritual) -> None:
        self.person, self.ritual, self.now = person, ritual, MONDAY
        self.mailbox = Mailbox()
        self.until = MONDAY + 20 * WEEK

    def date(self, number: int) -> Session:
        """The date of that number among those to come."""
        return self.ritual.sessions.scheduled().filter(starts_at__gt=self.now).order_by("starts_at")[number]

    def reply(self, reply: str) -> None:
        reply_to_series(self._reread(), by=self.person, reply=reply, now=self._tick())

    def reply_to_one(self, number: int, reply: str) -> None:
        reply_to_session(self.date(number), by=self.person, reply=reply, now=self._tick())

    def move(self, number: int, *, by: timedelta = HOUR, place: str = "Room 9") -> None:
        session = self.date(number)
        change_session(
            session,
            by=self.person,
            now=self._tick(),
            title=session.title,
            abstract=session.abstract,
            topics=[],
            starts_at=session.starts_at + by,
            duration_minutes=session.duration_minutes,
            place=place,
            meeting_url="",
            capacity=None,
            capture_policy=session.capture_policy,
        )
        tell_about_session(session.pk, now=self.now)

    def cancel(self, number: int) -> None:
        session = self.date(number)
        cancel_session(session, by=self.person, now=self._tick())
        tell_about_session(session.pk, now=self.now)

    def change(
        self, *, at: str = "14:00", rule: str = "FREQ=WEEKLY;BYDAY=TU", since: int | None = None, place: str = "Room 4"
    ) -> None:
        ritual = self._reread()
        details = {name: getattr(ritual, name) for name in ("meeting_url", "audience", "capacity", "capture_policy")}
        asked = SeriesChange(
            rule=parse_rule(rule),
            start_time=time.fromisoformat(at),
            zone=BERLIN,
            duration_minutes=30,
            details=details | {"place": place},
            words={},
            since=None if since is None else self.date(since),
        )
        change_series(ritual, asked, now=self._tick())
        tell_about_ritual(ritual.pk, now=self.now)

    def end(self) -> None:
        end_ritual(self._reread(), by=self.person, now=self._tick())
        tell_about_ritual(self.ritual.pk, now=self.now)

    def post(self) -> list[str]:
        with time_machine.travel(self.now, tick=False):
            return post({self.person: self.mailbox})

    def shown(self) -> set[tuple[datetime, datetime, str]]:
        return {entry for entry in self.mailbox.shows(self.until) if entry[0] > self.now}

    def expected(self) -> set[tuple[datetime, datetime, str]]:
        """The dates to come to which the person comes, as the rows have them."""
        comes = Q(rsvps__user=self.person, rsvps__reply__in=COMES)
        teaches = Q(teachings__user=self.person, teachings__state=TeachingState.ACCEPTED)
        ahead = Session.objects.filter(comes | teaches, status=SessionStatus.SCHEDULED, starts_at__gt=self.now)
        return {
            (session.starts_at, session.ends_at, session.place)
            for session in ahead.distinct()
            if session.starts_at < self.until
        }

    def _tick(self) -> datetime:
        self.now += HOUR
        return self.now

    def _reread(self) -> Ritual:
        self.ritual = Ritual.objects.get(pk=self.ritual.pk)
        return self.ritual


def make_story() -> Story:
    ritual = RitualFactory(name="AI brown bag", place="Room 4")
    materialise(ritual, now=MONDAY)
    return Story(UserFactory(name="Bob Colleague", time_zone="Europe/Berlin"), ritual)


@pytest.fixture
def story(db: None) -> Story:
    return make_story()


def test_series_is_one_entry_with_its_rule_in_its_zone(story: Story) -> None:
    story.reply(Reply.ACCEPTED)

    assert story.post() == ["AI brown bag: Every Tuesday, 14:00"]
    assert story.shown() == story.expected()
    assert len(story.shown()) == 20
    text = calendar_of(story.mailbox.mails[0])
    assert text.count("BEGIN:VEVENT") == 1
    assert f"UID:{story.ritual.uid}" in text
    assert "DTSTART;TZID=Europe/Berlin:20261124T140000" in text
    assert "RRULE:FREQ=WEEKLY;BYDAY=TU" in text


def test_one_date_moved_and_another_cancelled_are_told_by_recurrence_id(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()

    story.move(2)
    assert story.post() == ["Moved: AI brown bag, now Tuesday 8 December, 15:00"]
    text = calendar_of(story.mailbox.mails[-1])
    assert "METHOD:REQUEST" in text
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261208T140000" in text
    assert "DTSTART;TZID=Europe/Berlin:20261208T150000" in text
    words = story.mailbox.mails[-1].get_body(("plain",)).get_content()
    assert "Moved from Tuesday 8 December 2026, 14:00 to Tuesday 8 December 2026, 15:00." in words
    assert story.shown() == story.expected()

    story.cancel(1)
    assert story.post() == ["Cancelled: AI brown bag, Tuesday 1 December, 14:00"]
    text = calendar_of(story.mailbox.mails[-1])
    assert "METHOD:CANCEL" in text
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261201T140000" in text
    assert story.shown() == story.expected()


def test_late_joiner_gets_moved_and_missing_dates_with_the_series(story: Story) -> None:
    SkipDateFactory(ritual=story.ritual, day=datetime(2026, 12, 22).date())
    story.ritual.sessions.filter(starts_at__date="2026-12-22").delete()
    story.cancel(0)
    story.move(1)

    story.reply(Reply.TENTATIVE)
    story.post()

    assert len(story.mailbox.mails) == 1
    text = calendar_of(story.mailbox.mails[0])
    assert "20261222T140000" in text.replace("\n ", "")
    assert "PARTSTAT=TENTATIVE" in text
    assert story.shown() == story.expected()


def test_one_date_declined_leaves_the_series_and_comes_back(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()

    story.reply_to_one(1, Reply.DECLINED)
    assert story.post() == ["Out of your calendar: AI brown bag, Tuesday 1 December, 14:00"]
    assert story.shown() == story.expected()

    story.reply_to_one(1, Reply.ACCEPTED)
    story.post()
    assert story.shown() == story.expected()
    assert len(story.shown()) == 20


def test_date_accepted_before_the_series_does_not_stand_there_twice(story: Story) -> None:
    story.reply_to_one(1, Reply.ACCEPTED)
    story.post()

    story.reply(Reply.ACCEPTED)
    story.post()

    assert story.shown() == story.expected()
    assert sorted(CalendarInvitation.objects.values_list("cancelled", flat=True)) == [False, True]


def test_series_changed_for_all_keeps_its_uid_and_raises_the_sequence(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()

    story.change(at="15:30")
    assert story.post() == ["Moved: AI brown bag, Every Tuesday, 15:30"]

    text = calendar_of(story.mailbox.mails[-1])
    assert f"UID:{story.ritual.uid}" in text
    assert "SEQUENCE:1" in text
    words = story.mailbox.mails[-1].get_body(("plain",)).get_content()
    assert "Moved from “Every Tuesday, 14:00” to “Every Tuesday, 15:30”." in words
    assert story.shown() == story.expected()


def test_series_changed_from_here_on_ends_the_former_and_begins_another(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()
    former = story.ritual.uid

    story.change(at="16:00", since=4)
    story.post()

    texts = {
        text.split("UID:")[1].split("\r")[0].split("\n")[0]: text for text in map(calendar_of, story.mailbox.mails[1:])
    }
    assert set(texts) == {former, Ritual.objects.get().uid}
    assert "UNTIL=20261215T130000Z" in texts[former]
    assert story.shown() == story.expected()
    assert len(story.shown()) == 20


def test_series_dropped_takes_all_dates_away_and_ended_too(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()
    story.reply(Reply.DECLINED)
    assert story.post() == ["Out of your calendar: AI brown bag, all dates"]
    assert story.shown() == story.expected() == set()

    story.reply(Reply.ACCEPTED)
    story.post()
    assert len(story.shown()) == 20
    story.end()
    story.post()
    assert story.shown() == set()


def test_whole_life_of_a_series(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.move(2)
    story.cancel(1)
    story.change(at="15:30")
    story.change(at="16:00", since=4)
    story.post()
    assert story.shown() == story.expected()
    story.reply(Reply.DECLINED)
    story.post()
    assert story.shown() == story.expected()


def test_mail_lost_on_the_way_is_made_good_by_the_next_change_of_the_series(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()

    story.move(1)
    with time_machine.travel(story.now, tick=False):
        post({story.person: story.mailbox}, lose=True)
    story.change(place="Room 7")
    story.post()

    assert story.shown() == story.expected()


def test_signals_tell_calendars(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()
    story.ritual.sessions.filter(pk=story.date(3).pk).update(place="Room 1", sequence=1)
    with time_machine.travel(story.now, tick=False):
        session_changed.send_robust(sender=None, session_id=story.date(3).pk)
    assert story.post() == ["Changed: AI brown bag, Tuesday 15 December, 14:00"]

    Ritual.objects.update(place="Room 2", sequence=1)
    with time_machine.travel(story.now, tick=False):
        series_changed.send_robust(sender=None, ritual_id=story.ritual.pk)
    assert story.post() == ["Changed: AI brown bag"]


def test_recheck_finds_what_no_signal_told(story: Story) -> None:
    story.reply(Reply.ACCEPTED)
    story.post()
    assert recheck(now=story.now) == 0
    with time_machine.travel(story.now, tick=False):
        session = story.date(1)
        session.place = "Room 1"
        session.save()

    assert recheck(now=story.now, since=story.now) == 1
    assert recheck(now=story.now) == 0
    story.post()
    assert story.shown() == story.expected()


numbers = st.integers(0, 6)
happenings = st.one_of(
    st.tuples(st.just("reply"), st.sampled_from([Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED])),
    st.tuples(st.just("reply_to_one"), numbers, st.sampled_from([Reply.ACCEPTED, Reply.DECLINED])),
    st.tuples(st.just("move"), numbers),
    st.tuples(st.just("cancel"), numbers),
    st.tuples(st.just("change_all"), st.sampled_from(["14:00", "15:30"])),
    st.tuples(st.just("change_from"), numbers, st.sampled_from(["14:00", "10:00"])),
    st.tuples(st.just("post")),
)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def happen(story: Story, what: str, *details: object) -> None:
    if what == "change_all":
        story.change(at=str(details[0]))
    elif what == "change_from":
        story.change(at=str(details[1]), since=int(str(details[0])))
    else:
        step: Callable[..., object] = getattr(story, what)
        step(*details)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(happenings, min_size=3, max_size=9))
def test_calendar_shows_what_the_rows_say_whatever_happens(steps: list[tuple[object, ...]]) -> None:
    with rolled_back():
        story = make_story()
        story.reply(Reply.ACCEPTED)
        for what, *details in steps:
            happen(story, str(what), *details)
        story.post()

        assert story.shown() == story.expected()
