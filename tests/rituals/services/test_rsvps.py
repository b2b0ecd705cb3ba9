from datetime import datetime, timedelta

import pytest

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import Reply, SessionStatus
from rituals.models import RSVP, Session
from rituals.notices.sessions import PLACE_FREE
from rituals.services.rsvps import RepliesClosed, promote_waiting, reply_to_session
from tests.factories.rituals import SessionFactory


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


def test_line_is_in_order_of_arrival_whatever_the_clocks_of_two_servers_say(
    alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    session = SessionFactory(capacity=1)
    for seconds, person in [(0, alice), (5, charlie), (2, bob)]:
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday + timedelta(seconds=seconds))

    reply_to_session(session, by=alice, reply=Reply.DECLINED, now=monday + timedelta(hours=1))

    assert replies(session) == {"Alice": Reply.DECLINED, "Charlie": Reply.ACCEPTED, "Bob": Reply.WAITLISTED}


def test_larger_room_promotes_as_many_as_fit_and_tells_them_once(
    alice: User, bob: User, charlie: User, dora: User, monday: datetime
) -> None:
    session = SessionFactory(capacity=1)
    for person in [alice, charlie, bob, dora]:
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday)
    Session.objects.update(capacity=3)

    promoted = [promote_waiting(session, now=monday + timedelta(hours=1)) for _again in range(2)]

    assert promoted == [2, 0]
    assert [name for name, reply in replies(session).items() if reply == Reply.WAITLISTED] == ["Dora"]
    assert sorted(m.recipient.name for m in Message.objects.filter(kind=PLACE_FREE)) == [bob.name, charlie.name]


def test_room_without_a_limit_promotes_everybody(alice: User, bob: User, charlie: User, monday: datetime) -> None:
    session = SessionFactory(capacity=1)
    for person in [alice, charlie, bob]:
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday)
    Session.objects.update(capacity=None)

    promote_waiting(session, now=monday)

    assert set(replies(session).values()) == {Reply.ACCEPTED}


def test_smaller_room_takes_nobodys_place_and_gives_none(alice: User, bob: User, charlie: User, monday) -> None:
    session = SessionFactory(capacity=2)
    for person in [alice, bob]:
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday)
    Session.objects.update(capacity=1)

    reply_to_session(session, by=charlie, reply=Reply.ACCEPTED, now=monday)
    reply_to_session(session, by=alice, reply=Reply.DECLINED, now=monday)

    assert replies(session) == {"Alice": Reply.DECLINED, "Bob": Reply.ACCEPTED, "Charlie": Reply.WAITLISTED}


def test_nobody_is_promoted_once_it_has_begun(alice: User, bob: User, monday: datetime) -> None:
    session = SessionFactory(capacity=1)
    for person in [alice, bob]:
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday)
    Session.objects.update(capacity=2)

    assert promote_waiting(session, now=session.starts_at) == 0


@pytest.mark.parametrize(
    ("first", "then", "dropped"),
    [
        (Reply.ACCEPTED, Reply.DECLINED, True),
        (Reply.ACCEPTED, Reply.TENTATIVE, False),
        (Reply.TENTATIVE, Reply.DECLINED, False),
    ],
)
def test_who_was_coming_and_takes_it_back_has_dropped_out(
    bob: User, first: Reply, then: Reply, dropped: bool, monday: datetime
) -> None:
    session = SessionFactory()
    reply_to_session(session, by=bob, reply=first, now=monday)

    rsvp = reply_to_session(session, by=bob, reply=then, now=monday + timedelta(hours=1))

    assert rsvp.dropped_at == (monday + timedelta(hours=1) if dropped else None)


def test_who_comes_after_all_has_not_dropped_out(bob: User, monday: datetime) -> None:
    session = SessionFactory()
    for reply in (Reply.ACCEPTED, Reply.DECLINED, Reply.ACCEPTED):
        reply_to_session(session, by=bob, reply=reply, now=monday)

    assert RSVP.objects.get().dropped_at is None
