from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from peerlearn.outbox.enums import State
from peerlearn.outbox.kinds import get
from peerlearn.outbox.models import Message, Preference
from peerlearn.outbox.outlets import Outlets
from peerlearn.outbox.services.claims import claim
from peerlearn.outbox.services.delivery import deliver
from peerlearn.outbox.services.preferences import set_wanted
from peerlearn.people.models import User
from rituals.enums import Audience, Reply, SessionStatus
from rituals.models import RSVP, Session
from rituals.notices.sessions import PLACE_FREE, SESSION_REMINDER
from rituals.services.reminders import materialise_reminders
from rituals.services.rsvps import reply_to_session
from rituals.services.sessions import cancel_session
from tests.factories.rituals import RSVPFactory, SessionFactory

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def session(db: None) -> Session:
    """In five days, Saturday at 14:00 in Berlin."""
    return SessionFactory(
        title="Q&A <live>", starts_at=datetime(2026, 11, 28, 13, tzinfo=UTC), meeting_url="https://m.example/x"
    )


def opt_in(user: User, at: datetime = LONG_AGO) -> None:
    set_wanted(user, SESSION_REMINDER, True)
    Preference.objects.filter(user=user).update(updated_at=at)


def waiting() -> list[tuple[str, str, str]]:
    """Who is told about which moment when, in UTC."""
    return [
        (message.recipient.name.split()[0], message.object_key.split(":")[-1], f"{message.due_at:%d %H:%M}")
        for message in Message.objects.filter(kind=SESSION_REMINDER, state=State.PENDING).order_by("due_at")
    ]


BOTH = [("Bob", "day-before", "27 13:00"), ("Bob", "shortly-before", "28 12:45")]


def test_reply_of_somebody_who_asked_drafts_both_reminders(bob: User, session: Session, monday: datetime) -> None:
    opt_in(bob)

    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)

    assert waiting() == BOTH
    assert {message.expires_at for message in Message.objects.filter(kind=SESSION_REMINDER)} == {session.starts_at}


def test_reply_of_somebody_who_did_not_ask_drafts_nothing(bob: User, session: Session, monday: datetime) -> None:
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)

    assert waiting() == []


@pytest.mark.parametrize("reply", [Reply.DECLINED, Reply.WAITLISTED])
def test_reminders_are_for_those_who_come(bob: User, session: Session, reply: str) -> None:
    opt_in(bob)
    RSVPFactory(session=session, user=bob, reply=reply)

    assert materialise_reminders(now=session.starts_at - timedelta(hours=30)) == 0


def test_day_before_over_a_clock_change_is_the_same_local_time(bob: User, monday: datetime) -> None:
    opt_in(bob)
    after_the_change = SessionFactory(starts_at=datetime(2027, 3, 28, 12, tzinfo=UTC))

    reply_to_session(after_the_change, by=bob, reply=Reply.ACCEPTED, now=monday)

    assert waiting()[0] == ("Bob", "day-before", "27 13:00")


def test_materialise_reminders_catches_up_and_repeats_harmlessly(bob: User, alice: User, session: Session) -> None:
    opt_in(bob)
    RSVPFactory(session=session, user=bob)
    RSVPFactory(session=session, user=alice)
    now = session.starts_at - timedelta(hours=47)

    assert [materialise_reminders(now=now) for _ in range(2)] == [2, 0]
    assert waiting() == BOTH


def test_materialise_reminders_looks_48_hours_ahead(bob: User, session: Session) -> None:
    opt_in(bob)
    RSVPFactory(session=session, user=bob)

    assert materialise_reminders(now=session.starts_at - timedelta(hours=49)) == 0
    assert materialise_reminders(now=session.starts_at) == 0


def test_whoever_replies_or_asks_late_gets_what_is_still_ahead(bob: User, alice: User, session: Session) -> None:
    late = session.starts_at - timedelta(hours=2)
    opt_in(bob)
    RSVPFactory(session=session, user=bob, replied_at=late)
    opt_in(alice, at=late)
    RSVPFactory(session=session, user=alice)

    materialise_reminders(now=late)

    assert sorted(waiting()) == [("Alice", "shortly-before", "28 12:45"), ("Bob", "shortly-before", "28 12:45")]


def test_cancelled_session_reminds_nobody(bob: User, dora: User, session: Session, monday: datetime) -> None:
    opt_in(bob)
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)

    cancel_session(session, by=dora, now=monday)

    assert waiting() == []
    reminders = Message.objects.filter(kind=SESSION_REMINDER).values_list("state", "reason")
    assert set(reminders) == {(State.SKIPPED, "the session was cancelled")}


def test_reminder_is_not_valid_any_more_when_the_reply_or_the_session_changed(
    bob: User, session: Session, monday: datetime
) -> None:
    opt_in(bob)
    rsvp = reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    still_valid = get(SESSION_REMINDER).still_valid
    message = Message.objects.filter(kind=SESSION_REMINDER).order_by("pk").first()
    assert still_valid(message) == ""

    rsvp.reply = Reply.DECLINED
    rsvp.save()
    assert still_valid(message) == "the person does not come any more"
    RSVP.objects.update(reply=Reply.ACCEPTED)
    Session.objects.update(audience=Audience.MEMBERS)
    assert still_valid(message) == "the person may not see the session any more"
    Session.objects.update(status=SessionStatus.CANCELLED)
    assert still_valid(message) == "the session does not take place"


def test_reminder_says_when_in_the_readers_zone_and_joins_shortly_before(
    bob: User, session: Session, monday: datetime
) -> None:
    opt_in(bob)
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    day, shortly = Message.objects.filter(kind=SESSION_REMINDER).order_by("due_at")

    with timezone.override("Asia/Kolkata"), translation.override("en"):
        mails = [get(SESSION_REMINDER).render(message) for message in (day, shortly)]

    assert [mail.subject for mail in mails] == ["Saturday, 18:30: Q&A <live>", "18:30: Q&A <live>"]
    assert "Saturday 28 November 2026, 18:30 (Asia/Kolkata), 30 min\nMeeting: https://m.example/x" in mails[0].text
    assert f"/sessions/{session.pk}/\n" in mails[0].text
    assert "/sessions/join/" in mails[1].text
    assert "Q&amp;A &lt;live&gt;" in mails[0].html
    assert "<live>" not in mails[0].html


def test_promotion_from_the_waiting_list_is_told_once(
    bob: User, alice: User, session: Session, monday: datetime
) -> None:
    session.capacity = 1
    session.save()
    opt_in(bob)
    reply_to_session(session, by=alice, reply=Reply.ACCEPTED, now=monday)
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    assert waiting() == []

    reply_to_session(session, by=alice, reply=Reply.DECLINED, now=monday + timedelta(hours=1))

    told = Message.objects.get(kind=PLACE_FREE)
    assert (told.recipient, get(PLACE_FREE).still_valid(told)) == (bob, "")
    assert get(PLACE_FREE).render(told).subject == "You have a place: Q&A <live>"
    assert waiting() == BOTH


def test_promotion_the_same_day_reminds_of_what_is_still_ahead(
    bob: User, alice: User, session: Session, monday: datetime
) -> None:
    session.capacity = 1
    session.save()
    opt_in(bob)
    for person in (alice, bob):
        reply_to_session(session, by=person, reply=Reply.ACCEPTED, now=monday)

    late = session.starts_at - timedelta(hours=2)
    reply_to_session(session, by=alice, reply=Reply.DECLINED, now=late)

    assert materialise_reminders(now=late) == 0
    assert waiting() == [("Bob", "shortly-before", "28 12:45")]


@pytest.mark.parametrize("change", ["cancelled", "moved"])
def test_reminder_that_is_claimed_while_its_session_changes_is_not_sent(
    bob: User, alice: User, session: Session, monday: datetime, change: str
) -> None:
    opt_in(bob)
    reply_to_session(session, by=bob, reply=Reply.ACCEPTED, now=monday)
    Message.objects.exclude(kind=SESSION_REMINDER).delete()
    Message.objects.update(next_try_at=LONG_AGO, expires_at=timezone.now() + timedelta(days=3650))
    taken = claim(5)
    if change == "cancelled":
        cancel_session(session, by=alice, now=monday)
    else:
        Session.objects.update(sequence=1)

    with Outlets() as outlets:
        for pk in taken.ids:
            deliver(pk, taken.token, outlets)

    assert len(taken.ids) == 2
    assert mail.outbox == []
    assert set(Message.objects.filter(pk__in=taken.ids).values_list("state", flat=True)) == {State.SKIPPED}
