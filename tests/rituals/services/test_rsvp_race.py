"""200 people reply from 32 threads for 20 places, each in a transaction of their own."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.db.models import QuerySet

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import Reply
from rituals.models import RSVP, Session
from rituals.notices.sessions import PLACE_FREE
from rituals.services.rsvps import Places, reply_to_session
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory

PEOPLE, PLACES, THREADS, LEAVE = 200, 20, 32, 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(monday: datetime) -> Session:
    return SessionFactory(capacity=PLACES)


def in_threads(work: Callable[[User], None], people: list[User]) -> None:
    """Do `work` for everybody, as many at once as there are threads, which begin together on their own connections."""
    together, waiting = Barrier(THREADS), deque(people)

    def work_on() -> None:
        try:
            with connection.cursor() as cursor:  # on a busy machine 32 may wait longer than a web request does
                cursor.execute("SET lock_timeout = 0")
            together.wait(timeout=60)
            while waiting:
                with suppress(IndexError):  # another thread took the last one meanwhile
                    work(waiting.popleft())
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        for thread in [pool.submit(work_on) for _number in range(THREADS)]:
            thread.result()


def everybody_replies(session: Session, people: list[User], now: datetime) -> list[int]:
    """All reply at the same instant; returns the persons' ids in the order in which the transactions got the lock."""
    in_threads(lambda person: keep(session, person, now), people)
    return list(session.rsvps.order_by("pk").values_list("user_id", flat=True))


def keep(session: Session, person: User, now: datetime) -> None:
    reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=now)


def in_line(session: Session) -> list[int]:
    """Who waits, first in line first, as the page numbers them."""
    waiting = session.rsvps.filter(reply=Reply.WAITLISTED).order_by("replied_at", "pk")
    return list(waiting.values_list("user_id", flat=True))


def coming(session: Session) -> set[int]:
    return set(session.rsvps.filter(reply=Reply.ACCEPTED).values_list("user_id", flat=True))


def test_two_hundred_replies_from_32_threads_fill_twenty_places_and_one_line(session: Session, monday) -> None:
    people = UserFactory.create_batch(PEOPLE)

    arrived = everybody_replies(session, people, monday)

    assert sorted(arrived) == sorted(person.pk for person in people)
    assert coming(session) == set(arrived[:PLACES])
    assert in_line(session) == arrived[PLACES:]
    assert session.rsvps.filter(reply=Reply.WAITLISTED).values("replied_at").distinct().count() == PEOPLE - PLACES


def test_five_who_drop_out_at_once_make_room_for_the_first_five_who_are_told_once(session: Session, monday) -> None:
    people = UserFactory.create_batch(PEOPLE)
    arrived = everybody_replies(session, people, monday)
    leaving = arrived[:LEAVE]

    def leave(person: User) -> None:
        if person.pk in leaving:
            reply_to_session(session, by=person, reply=Reply.DECLINED, now=monday)

    in_threads(leave, people)

    assert coming(session) == set(arrived[LEAVE : PLACES + LEAVE])
    assert in_line(session) == arrived[PLACES + LEAVE :]
    assert sorted(Message.objects.filter(kind=PLACE_FREE).values_list("recipient_id", flat=True)) == sorted(
        arrived[PLACES : PLACES + LEAVE]
    )
    assert set(RSVP.objects.filter(dropped_at=monday).values_list("user_id", flat=True)) == set(leaving)


def test_without_the_lock_the_same_replies_oversell(session: Session, monday, monkeypatch) -> None:
    """The control: it shows that the tests above could fail. Only the lock goes, and 32 read before one writes."""
    people = UserFactory.create_batch(PEOPLE)
    monkeypatch.setattr("rituals.models.session.SessionQuerySet.select_for_update", QuerySet.all)
    monkeypatch.setattr("rituals.services.rsvps.Places", places_counted_together())

    everybody_replies(session, people, monday)

    assert len(coming(session)) > PLACES


def places_counted_together() -> type:
    """The same counting, which waits until every thread has counted, as threads without a lock may."""
    together = Barrier(THREADS)

    class Together(Places):
        def __init__(self, sessions: list[Session]) -> None:
            super().__init__(sessions)
            with suppress(BrokenBarrierError):  # fewer than a whole round are left at the end
                together.wait(timeout=5)

    return Together
