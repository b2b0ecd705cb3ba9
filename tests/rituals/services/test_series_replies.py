from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import Audience, Reply, SessionStatus
from rituals.models import RSVP, Ritual, SeriesReply, Session
from rituals.notices.sessions import PLACE_FREE
from rituals.services.rsvps import reply_to_session
from rituals.services.series import materialise, materialise_all
from rituals.services.series_replies import grant_for, reply_to_series
from tests.factories.people import UserFactory
from tests.factories.rituals import RitualFactory, RSVPFactory, SessionFactory

WEEK = timedelta(weeks=1)


@pytest.fixture
def ritual(db: None) -> Ritual:
    return RitualFactory()


@pytest.fixture
def dates(ritual: Ritual) -> list[Session]:
    """Three dates, a week apart, for one person each."""
    first = SessionFactory(ritual=ritual, capacity=1)
    return [
        first,
        *(SessionFactory(ritual=ritual, capacity=1, starts_at=first.starts_at + weeks * WEEK) for weeks in (1, 2)),
    ]


def replies_of(user: User) -> list[str]:
    return list(RSVP.objects.filter(user=user).order_by("session__starts_at").values_list("reply", flat=True))


def test_reply_to_the_ritual_reaches_every_date_to_come_and_waits_where_it_is_full(
    bob: User, ritual: Ritual, dates: list[Session], monday: datetime
) -> None:
    SessionFactory(ritual=ritual, starts_at=monday - WEEK)
    SessionFactory(ritual=ritual, starts_at=monday + 3 * WEEK, status=SessionStatus.CANCELLED)
    SessionFactory()
    RSVPFactory(session=dates[1])

    reply_to_series(ritual, by=bob, reply=Reply.ACCEPTED, now=monday)

    assert [(r.session, r.reply) for r in RSVP.objects.filter(user=bob).order_by("session__starts_at")] == [
        (dates[0], Reply.ACCEPTED),
        (dates[1], Reply.WAITLISTED),
        (dates[2], Reply.ACCEPTED),
    ]


def test_reply_to_the_ritual_again_changes_nothing(
    bob: User, ritual: Ritual, dates: list[Session], monday: datetime
) -> None:
    reply_to_series(ritual, by=bob, reply=Reply.ACCEPTED, now=monday)
    before = list(RSVP.objects.order_by("pk").values())

    reply_to_series(ritual, by=bob, reply=Reply.ACCEPTED, now=monday + timedelta(hours=1))

    assert list(RSVP.objects.order_by("pk").values()) == before
    assert SeriesReply.objects.get().replied_at == monday


def test_reply_to_one_date_goes_before_the_reply_to_the_ritual(
    bob: User, ritual: Ritual, dates: list[Session], monday: datetime
) -> None:
    reply_to_session(dates[0], by=bob, reply=Reply.DECLINED, now=monday)
    reply_to_series(ritual, by=bob, reply=Reply.ACCEPTED, now=monday)
    reply_to_session(dates[1], by=bob, reply=Reply.ACCEPTED, now=monday)

    reply_to_series(ritual, by=bob, reply=Reply.DECLINED, now=monday + timedelta(hours=1))

    assert replies_of(bob) == [Reply.DECLINED, Reply.ACCEPTED, Reply.DECLINED]
    assert [bool(rsvp.dropped_at) for rsvp in RSVP.objects.order_by("session__starts_at")] == [False, False, True]


def test_ending_the_reply_to_the_ritual_lets_those_who_wait_move_up(
    alice: User, bob: User, ritual: Ritual, dates: list[Session], monday: datetime
) -> None:
    reply_to_series(ritual, by=bob, reply=Reply.ACCEPTED, now=monday)
    reply_to_series(ritual, by=alice, reply=Reply.ACCEPTED, now=monday)
    assert replies_of(alice) == [Reply.WAITLISTED] * 3

    reply_to_series(ritual, by=bob, reply=Reply.DECLINED, now=monday + timedelta(hours=1))

    assert replies_of(alice) == [Reply.ACCEPTED] * 3
    assert Message.objects.filter(kind=PLACE_FREE, recipient=alice).count() == 3


def test_coming_again_after_all_takes_the_dates_back(
    bob: User, ritual: Ritual, dates: list[Session], monday: datetime
) -> None:
    for reply in (Reply.ACCEPTED, Reply.DECLINED, Reply.ACCEPTED):
        reply_to_series(ritual, by=bob, reply=reply, now=monday)

    assert replies_of(bob) == [Reply.ACCEPTED] * 3
    assert RSVP.objects.filter(dropped_at__isnull=False).count() == 0


def test_ending_what_was_never_said_leaves_no_replies(
    bob: User, ritual: Ritual, dates: list[Session], monday: datetime
) -> None:
    reply_to_series(ritual, by=bob, reply=Reply.DECLINED, now=monday)

    assert replies_of(bob) == []


def test_dates_made_later_are_granted_to_whoever_replied_first(
    alice: User, bob: User, ritual: Ritual, monday: datetime
) -> None:
    Ritual.objects.update(capacity=1)
    ritual.refresh_from_db()
    reply_to_series(ritual, by=bob, reply=Reply.ACCEPTED, now=monday)
    reply_to_series(ritual, by=alice, reply=Reply.ACCEPTED, now=monday + timedelta(minutes=1))

    made = materialise(ritual, now=monday)

    assert made == 26
    assert set(replies_of(bob)) == {Reply.ACCEPTED}
    assert set(replies_of(alice)) == {Reply.WAITLISTED}
    assert RSVP.objects.count() == 2 * made


def test_dates_made_later_are_not_for_who_left_or_belongs_no_more(
    alice: User, bob: User, charlie: User, dora: User, ritual: Ritual, monday: datetime
) -> None:
    ritual.members.add(alice, bob, charlie)
    for person in (alice, bob, charlie, dora):
        reply_to_series(ritual, by=person, reply=Reply.ACCEPTED, now=monday)
    reply_to_series(ritual, by=charlie, reply=Reply.DECLINED, now=monday)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    Ritual.objects.update(audience=Audience.MEMBERS)
    date = SessionFactory(ritual=ritual, recurrence_id=monday + WEEK, starts_at=monday + WEEK)

    grant_for([date], now=monday)

    assert [rsvp.user for rsvp in RSVP.objects.all()] == [bob]


@pytest.mark.parametrize("rituals", [1, 3])
def test_new_dates_need_the_same_queries_for_any_number(db: None, rituals: int, monday: datetime) -> None:
    people = UserFactory.create_batch(3)
    for ritual in RitualFactory.create_batch(rituals):
        SeriesReply.objects.bulk_create(
            SeriesReply(ritual=ritual, user=person, reply=Reply.ACCEPTED, replied_at=monday) for person in people
        )
    materialise_all(now=monday)
    dates = list(Session.objects.all())
    RSVP.objects.all().delete()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        granted = grant_for(dates, now=monday - timedelta(days=3))

    assert granted == rituals * 26 * 3
    assert len(queries) == 7
