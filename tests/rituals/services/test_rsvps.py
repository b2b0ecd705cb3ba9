from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet

from peerlearn.people.models import User
from rituals.enums import Reply, SessionStatus
from rituals.models import RSVP, Session
from rituals.services.rsvps import RepliesClosed, reply_to_session
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory

PLACES, PEOPLE = 5, 20


def replies(session: Session) -> dict[str, str]:
    return {rsvp.user.name.split()[0]: rsvp.reply for rsvp in session.rsvps.select_related("user")}


def test_reply_again_changes_nothing(bob: User, monday: datetime) -> None:
    session = SessionFactory()
    first = reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)

    again = reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday + timedelta(hours=1))

    assert (again.pk, again.replied_at) == (first.pk, monday)


def test_reply_to_a_full_session_waits_and_moves_up_in_order(
    alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    session = SessionFactory(capacity=1)
    for minutes, person in enumerate([alice, charlie, bob]):
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday + timedelta(minutes=minutes))
    assert replies(session) == {"Alice": Reply.ACCEPTED, "Charlie": Reply.WAITLISTED, "Bob": Reply.WAITLISTED}

    reply_to_session(session, by=alice, reply=Reply.DECLINED, now=monday + timedelta(hours=1))

    assert replies(session) == {"Alice": Reply.DECLINED, "Charlie": Reply.ACCEPTED, "Bob": Reply.WAITLISTED}


def test_leaving_the_waiting_list_promotes_nobody(alice: User, bob: User, charlie: User, monday: datetime) -> None:
    session = SessionFactory(capacity=1)
    for minutes, person in enumerate([alice, charlie, bob]):
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday + timedelta(minutes=minutes))

    reply_to_session(session, by=charlie, reply=Reply.DECLINED, now=monday + timedelta(hours=1))

    assert replies(session) == {"Alice": Reply.ACCEPTED, "Charlie": Reply.DECLINED, "Bob": Reply.WAITLISTED}


def test_free_place_passes_over_somebody_who_left_the_company(
    alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    session = SessionFactory(capacity=1)
    for minutes, person in enumerate([alice, charlie, bob]):
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday + timedelta(minutes=minutes))
    User.objects.filter(pk=charlie.pk).update(is_active=False)

    reply_to_session(session, by=alice, reply=Reply.DECLINED, now=monday + timedelta(hours=1))

    assert replies(session) == {"Alice": Reply.DECLINED, "Charlie": Reply.WAITLISTED, "Bob": Reply.ACCEPTED}


def test_maybe_takes_no_place(alice: User, bob: User, monday: datetime) -> None:
    session = SessionFactory(capacity=1)

    reply_to_session(session, by=alice, reply=Reply.TENTATIVE, now=monday)

    assert reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday).reply == Reply.ACCEPTED


@pytest.mark.parametrize("status", [SessionStatus.SCHEDULED, SessionStatus.CANCELLED])
def test_reply_after_the_start_or_when_cancelled_is_refused(bob: User, status: SessionStatus) -> None:
    session = SessionFactory(status=status)
    now = session.starts_at - timedelta(days=int(status == SessionStatus.CANCELLED))

    with pytest.raises(RepliesClosed):
        reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=now)

    assert RSVP.objects.count() == 0


def reply_all_at_once(session: Session, people: list[User], now: datetime) -> int:
    """Everybody says "coming" at the same moment, each on a connection of their own; returns how many got a place."""
    start = Barrier(len(people))

    def reply(person: User) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(reply, people))
    return session.rsvps.filter(reply=Reply.ACCEPTED).count()


@pytest.mark.django_db(transaction=True)
def test_twenty_replies_at_once_never_oversell_five_places(monday: datetime) -> None:
    session = SessionFactory(capacity=PLACES)
    people = UserFactory.create_batch(PEOPLE)

    assert reply_all_at_once(session, people, monday) == PLACES

    assert session.rsvps.filter(reply=Reply.WAITLISTED).count() == PEOPLE - PLACES


@pytest.mark.django_db(transaction=True)
def test_without_the_row_lock_the_same_replies_oversell(monday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it shows that the test above could fail."""
    without_lock: Callable[[QuerySet[Session]], QuerySet[Session]] = lambda sessions: sessions.all()  # noqa: E731
    monkeypatch.setattr("rituals.models.session.SessionQuerySet.select_for_update", without_lock)
    session = SessionFactory(capacity=PLACES)
    people = UserFactory.create_batch(PEOPLE)

    assert reply_all_at_once(session, people, monday) > PLACES
