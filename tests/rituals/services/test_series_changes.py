from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from peerlearn.people.models import User
from rituals.enums import Audience, Reply, SessionStatus, TeachingState
from rituals.models import RSVP, Ritual, SeriesReply, Session, Teaching
from rituals.recurrence import parse_rule
from rituals.selectors.series_plan import SeriesPlan
from rituals.services.moves import change_session
from rituals.services.series import materialise, materialise_all
from rituals.services.series_changes import SeriesChange, change_series, end_ritual, plan_change
from rituals.services.series_replies import reply_to_series
from rituals.services.sessions import NotPossible, cancel_session
from rituals.signals import series_changed, session_changed
from tests.factories.knowledge import capture_of
from tests.factories.people import UserFactory
from tests.factories.rituals import RitualFactory, RSVPFactory, SkipDateFactory, TeachingFactory

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(weeks=1)
FIRST = datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.fixture
def weekly(db: None, monday: datetime) -> Ritual:
    """Tuesdays 14:00 in Berlin, its 26 sessions made."""
    ritual = RitualFactory(name="AI brown bag", slug="ai-brown-bag", place="Room 4", capacity=20)
    materialise(ritual, now=monday)
    return ritual


def change(ritual: Ritual, rule: str = "FREQ=WEEKLY;BYDAY=TU", at: str = "14:00", **others: object) -> SeriesChange:
    details = {
        name: getattr(ritual, name) for name in ("place", "meeting_url", "audience", "capacity", "capture_policy")
    }
    asked = {"zone": BERLIN, "duration_minutes": 30, "words": {}, "details": details | others.pop("details", {})}
    return SeriesChange(rule=parse_rule(rule), start_time=time.fromisoformat(at), **(asked | others))


def week(ritual: Ritual, number: int) -> Session:
    """Its session of that week, as the rule first gave it."""
    return ritual.sessions.get(recurrence_id=local(FIRST + number * WEEK))


def local(utc: datetime) -> datetime:
    """The instant of 14:00 in Berlin on that day."""
    return datetime.combine(utc.date(), time(14), BERLIN).astimezone(UTC)


def starts(ritual: Ritual, count: int = 5) -> list[str]:
    dates = ritual.sessions.order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{start.astimezone(BERLIN):%a %d.%m. %H:%M}" for start in dates[:count]]


def counts(plan: SeriesPlan) -> dict[str, int]:
    return {name: len(getattr(plan, name)) for name in ("same", "moved", "kept", "removed", "made")}


def test_new_hour_for_all_moves_every_date_over_the_clock_change(weekly: Ritual, monday: datetime) -> None:
    keys = set(weekly.sessions.values_list("pk", flat=True))

    change_series(weekly, change(weekly, at="15:00"), now=monday)

    assert {start[:3] + start[-6:] for start in starts(weekly, 26)} == {"Tue 15:00"}
    assert week_starts_in_utc(weekly) == {14, 13}
    assert set(weekly.sessions.values_list("pk", flat=True)) == keys
    assert not weekly.sessions.exclude(sequence=1).exists()


def week_starts_in_utc(ritual: Ritual) -> set[int]:
    return {start.hour for start in ritual.sessions.values_list("starts_at", flat=True)}


def test_change_for_all_keeps_the_uid_and_raises_the_sequence(weekly: Ritual, monday: datetime) -> None:
    uid = weekly.uid

    change_series(weekly, change(weekly, at="15:00"), now=monday)

    weekly.refresh_from_db()
    assert (weekly.uid, weekly.sequence, weekly.start_time) == (uid, 1, time(15))
    assert set(weekly.sessions.values_list("series_uid", flat=True)) == {uid}


def test_change_from_a_date_on_leaves_what_is_before_and_begins_another_series(
    weekly: Ritual, monday: datetime
) -> None:
    uid, third = weekly.uid, week(weekly, 2)

    change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=WE", "09:00", since=third), now=monday)

    weekly.refresh_from_db()
    assert starts(weekly) == [
        "Tue 24.11. 14:00",
        "Tue 01.12. 14:00",
        "Wed 09.12. 09:00",
        "Wed 16.12. 09:00",
        "Wed 23.12. 09:00",
    ]
    assert (weekly.uid != uid, weekly.sequence, weekly.first_date) == (True, 0, date(2026, 12, 9))
    by_uid = weekly.sessions.order_by("starts_at").values_list("series_uid", flat=True)
    assert list(by_uid)[:3] == [uid, uid, weekly.uid]
    assert weekly.sessions.count() == 26


def test_another_change_and_a_nightly_pass_make_no_second_date(weekly: Ritual, monday: datetime) -> None:
    change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=WE", since=week(weekly, 2)), now=monday)
    weekly.refresh_from_db()
    change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=TH"), now=monday)

    assert materialise_all(now=monday) == materialise(weekly, now=monday) == 0
    assert starts(weekly, 3) == ["Thu 26.11. 14:00", "Thu 03.12. 14:00", "Thu 10.12. 14:00"]


def test_every_second_week_keeps_the_dates_that_stay_and_removes_the_others(weekly: Ritual, monday: datetime) -> None:
    done = change_series(weekly, change(weekly, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), now=monday)

    assert counts(done) == {"same": 13, "moved": 0, "kept": 0, "removed": 13, "made": 0}
    assert starts(weekly, 2) == ["Tue 24.11. 14:00", "Tue 08.12. 14:00"]


def test_more_weekdays_add_dates(weekly: Ritual, monday: datetime) -> None:
    done = change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=TU,TH"), now=monday)

    assert counts(done) == {"same": 26, "moved": 0, "kept": 0, "removed": 0, "made": 26}
    assert weekly.sessions.count() == 52


def touch_by_teacher(session: Session, by: User) -> None:
    TeachingFactory(session=session)


def touch_by_invitation(session: Session, by: User) -> None:
    TeachingFactory(session=session, state=TeachingState.INVITED)


def touch_by_reply(session: Session, by: User) -> None:
    RSVPFactory(session=session, user=by)


def touch_by_title(session: Session, by: User) -> None:
    Session.objects.filter(pk=session.pk).update(title="Planned")


def touch_by_article(session: Session, by: User) -> None:
    capture_of(session)


@pytest.mark.parametrize(
    "touch", [touch_by_teacher, touch_by_invitation, touch_by_reply, touch_by_title, touch_by_article]
)
def test_touched_date_stays_and_stands_for_the_new_date_of_its_week(
    weekly: Ritual, bob: User, monday: datetime, touch
) -> None:
    touched = week(weekly, 1)
    touch(touched, bob)

    done = change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=WE", "09:00"), now=monday)

    assert [placed.session for placed in done.kept] == [touched]
    assert starts(weekly, 3) == ["Wed 25.11. 09:00", "Tue 01.12. 14:00", "Wed 09.12. 09:00"]
    touched.refresh_from_db()
    assert touched.recurrence_id == datetime(2026, 12, 2, 8, tzinfo=UTC)
    assert materialise(weekly, now=monday) == 0


def touch_by_declined_teaching(session: Session) -> None:
    TeachingFactory(session=session, state=TeachingState.DECLINED)


def touch_by_series_reply(session: Session) -> None:
    reply_to_series(session.ritual, by=UserFactory(), reply=Reply.ACCEPTED, now=datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.mark.parametrize("touch", [touch_by_declined_teaching, touch_by_series_reply])
def test_date_that_only_follows_its_series_moves_with_it(weekly: Ritual, monday: datetime, touch) -> None:
    touch(week(weekly, 1))

    done = change_series(weekly, change(weekly, at="15:00"), now=monday)

    assert counts(done) == {"same": 0, "moved": 26, "kept": 0, "removed": 0, "made": 0}


def test_reply_to_the_series_reaches_dates_that_a_change_adds(weekly: Ritual, bob: User, monday: datetime) -> None:
    reply_to_series(weekly, by=bob, reply=Reply.ACCEPTED, now=monday)

    change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=TU,TH"), now=monday)

    assert (RSVP.objects.count(), SeriesReply.objects.count()) == (52, 1)


def test_touched_date_without_a_date_in_its_week_stays_as_a_date_of_its_own(weekly: Ritual, monday: datetime) -> None:
    touched = week(weekly, 1)
    TeachingFactory(session=touched)

    change_series(weekly, change(weekly, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), now=monday)

    touched.refresh_from_db()
    assert (touched.starts_at, touched.recurrence_id, touched.series_uid) == (FIRST + WEEK, None, "")
    assert weekly.sessions.count() == 14


def test_touched_dates_move_along_when_only_the_hour_changes_and_that_is_asked(
    weekly: Ritual, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    touched = week(weekly, 1)
    TeachingFactory(session=touched)
    heard: list[tuple[str, int]] = []

    def hear_session(session_id: int, **_: object) -> None:
        heard.append(("session", session_id))

    def hear_series(ritual_id: int, **_: object) -> None:
        heard.append(("series", ritual_id))

    session_changed.connect(hear_session)
    series_changed.connect(hear_series)

    with django_capture_on_commit_callbacks(execute=True):
        change_series(weekly, change(weekly, at="15:00", move_touched=True), now=monday)

    session_changed.disconnect(hear_session)
    series_changed.disconnect(hear_series)
    touched.refresh_from_db()
    assert (touched.starts_at, touched.sequence) == (FIRST + WEEK + timedelta(hours=1), 1)
    assert heard == [("session", touched.pk), ("series", weekly.pk)]


def test_date_moved_apart_stays_where_it_is_even_when_others_move_along(
    weekly: Ritual, dora: User, monday: datetime
) -> None:
    apart = week(weekly, 1)
    moved_to = datetime(2026, 12, 3, 8, tzinfo=UTC)
    same = {name: getattr(apart, name) for name in ("title", "abstract", "place", "meeting_url", "capacity")}
    asked = {"topics": [], "starts_at": moved_to, "duration_minutes": 30, "capture_policy": "standard"}
    change_session(apart, by=dora, now=monday, **same, **asked)

    change_series(weekly, change(weekly, at="15:00", move_touched=True), now=monday)

    apart.refresh_from_db()
    assert (apart.starts_at, apart.recurrence_id) == (moved_to, datetime(2026, 12, 1, 14, tzinfo=UTC))
    assert weekly.sessions.count() == 26


def test_cancelled_date_does_not_come_back_with_a_new_hour(weekly: Ritual, dora: User, monday: datetime) -> None:
    cancelled = cancel_session(week(weekly, 1), by=dora, now=monday)

    change_series(weekly, change(weekly, at="15:00"), now=monday)

    on_that_day = weekly.sessions.filter(starts_at__date=date(2026, 12, 1))
    assert [(session.pk, session.status) for session in on_that_day] == [(cancelled.pk, SessionStatus.CANCELLED)]


def test_new_room_reaches_touched_dates_but_not_those_with_a_room_of_their_own(
    weekly: Ritual, monday: datetime
) -> None:
    taught, elsewhere = week(weekly, 1), week(weekly, 2)
    TeachingFactory(session=taught)
    Session.objects.filter(pk=elsewhere.pk).update(place="Canteen", edited_at=monday)

    change_series(weekly, change(weekly, details={"place": "Room 9"}), now=monday)

    taught.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (taught.place, taught.sequence, taught.starts_at) == ("Room 9", 1, FIRST + WEEK)
    assert (elsewhere.place, elsewhere.sequence) == ("Canteen", 0)


def test_fewer_places_than_people_coming_to_one_date_are_refused(weekly: Ritual, monday: datetime) -> None:
    RSVPFactory.create_batch(3, session=week(weekly, 1))

    with pytest.raises(NotPossible, match=r"^3 people are coming; reduce to 3 or more\.$"):
        change_series(weekly, change(weekly, details={"capacity": 2}), now=monday)

    weekly.refresh_from_db()
    assert weekly.capacity == 20


def test_more_places_bring_in_who_was_waiting(weekly: Ritual, monday: datetime) -> None:
    full = week(weekly, 1)
    Ritual.objects.update(capacity=1)
    Session.objects.update(capacity=1)
    weekly.refresh_from_db()
    RSVPFactory(session=full)
    waiting = RSVPFactory(session=full, reply=Reply.WAITLISTED)

    change_series(weekly, change(weekly, details={"capacity": 2}), now=monday)

    waiting.refresh_from_db()
    assert waiting.reply == Reply.ACCEPTED


def test_new_zone_keeps_the_local_hour_there(weekly: Ritual, monday: datetime) -> None:
    change_series(weekly, change(weekly, zone=ZoneInfo("America/New_York")), now=monday)

    first = weekly.sessions.earliest("starts_at")
    assert (first.starts_at, first.time_zone) == (datetime(2026, 11, 24, 19, tzinfo=UTC), "America/New_York")


def test_longer_meetings_count_as_moved(weekly: Ritual, monday: datetime) -> None:
    taught = week(weekly, 1)
    TeachingFactory(session=taught)

    done = change_series(weekly, change(weekly, duration_minutes=60), now=monday)

    assert counts(done) == {"same": 0, "moved": 25, "kept": 1, "removed": 0, "made": 0}
    assert week(weekly, 0).duration_minutes == 60
    assert week(weekly, 1).duration_minutes == 30


def test_skip_date_is_not_refilled_by_a_change(weekly: Ritual, monday: datetime) -> None:
    SkipDateFactory(ritual=weekly, day=date(2026, 12, 22))

    change_series(weekly, change(weekly, at="15:00"), now=monday)

    assert not weekly.sessions.filter(starts_at__date=date(2026, 12, 22)).exists()
    assert weekly.sessions.count() == 25


def test_plan_changes_nothing(weekly: Ritual, monday: datetime) -> None:
    before = list(weekly.sessions.order_by("pk").values())

    plan = plan_change(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=WE"), now=monday)

    assert counts(plan) == {"same": 0, "moved": 26, "kept": 0, "removed": 0, "made": 0}
    assert list(weekly.sessions.order_by("pk").values()) == before


def test_what_has_been_held_is_left_alone(weekly: Ritual, monday: datetime) -> None:
    later = monday + timedelta(days=8)
    held = week(weekly, 0)
    Session.objects.filter(pk=held.pk).update(status=SessionStatus.HELD, held_at=later)

    change_series(weekly, change(weekly, at="15:00"), now=later)

    held.refresh_from_db()
    assert (held.starts_at, held.status, held.sequence) == (FIRST, SessionStatus.HELD, 0)


def test_rule_that_is_over_is_refused(weekly: Ritual, monday: datetime) -> None:
    with pytest.raises(ValueError, match="no date before it ends"):
        change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261101"), now=monday)


def test_end_ritual_removes_untouched_dates_and_cancels_the_others(
    weekly: Ritual, dora: User, monday: datetime
) -> None:
    taught = week(weekly, 1)
    TeachingFactory(session=taught)

    end_ritual(weekly, by=dora, now=monday)
    end_ritual(weekly, by=dora, now=monday)

    weekly.refresh_from_db()
    assert (weekly.archived_at, weekly.sequence) == (monday, 1)
    assert [(session.pk, session.status) for session in weekly.sessions.all()] == [(taught.pk, SessionStatus.CANCELLED)]
    assert materialise_all(now=monday) == 0
    with pytest.raises(NotPossible):
        change_series(weekly, change(weekly), now=monday)


def test_change_needs_the_same_queries_for_one_and_three_touched_dates(
    weekly: Ritual, monday: datetime, django_assert_max_num_queries
) -> None:
    for number in range(3):
        Teaching.objects.create(session=week(weekly, number), user=UserFactory(), state=TeachingState.ACCEPTED)

    with django_assert_max_num_queries(30):
        change_series(weekly, change(weekly, "FREQ=WEEKLY;BYDAY=WE", "09:00"), now=monday)


def test_members_only_reaches_every_date(weekly: Ritual, monday: datetime) -> None:
    change_series(weekly, change(weekly, details={"audience": Audience.MEMBERS}), now=monday)

    assert set(weekly.sessions.values_list("audience", flat=True)) == {Audience.MEMBERS}
