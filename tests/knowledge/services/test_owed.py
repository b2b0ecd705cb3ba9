"""Asking for captures: each for the own part, later a lead, and nobody for what is there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from knowledge.models import Article, Recording, Snippet, Transcript
from knowledge.notices.owed import CAPTURE_LATE, OWN_PART, RECORDING_MISSING
from knowledge.services.capture import open_article
from knowledge.services.owed import materialise_owed
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import Role, User
from rituals.enums import Audience, SessionStatus
from rituals.models import Session
from tests.factories.knowledge import HELD, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import FacilitationFactory

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
END = HELD + timedelta(minutes=30)  # Monday 16 November 2026, 14:30 in Berlin


@pytest.fixture(autouse=True)
def awake(settings) -> None:
    settings.OUTBOX = {"quiet_from": datetime.max.time(), "quiet_until": datetime.min.time()}


@pytest.fixture
def session(alice: User, dora: User) -> Session:
    """Alice taught, dora runs the ritual, and nothing was kept so far."""
    facilitation = FacilitationFactory(user=dora, ritual__name="AI brown bag")
    return held_session(alice, ritual=facilitation.ritual, title="Five prompts", ends_at=END)


def transcribe(article: Article) -> None:
    Transcript.objects.create(article=article, source=b"Alice: Number them.", filename="talk.txt", format="text")


def told(kind: str) -> list[tuple[str, str]]:
    """Who is told when, in UTC."""
    drafts = Message.objects.filter(kind=kind).order_by("due_at", "recipient__name")
    return [(draft.recipient.name.split()[0], f"{draft.due_at:%d %H:%M}") for draft in drafts]


def send_everything() -> None:
    Message.objects.update(next_try_at=HELD, expires_at=datetime.now(UTC) + 1000 * DAY)
    sweep()


def test_recording_is_asked_for_at_nine_in_the_morning_after(session: Session) -> None:
    assert materialise_owed(now=END + HOUR) == 3
    assert materialise_owed(now=END + 2 * HOUR) == 0

    assert told(RECORDING_MISSING) == [("Dora", "17 08:00")]


@pytest.mark.parametrize("kept", ["recording", "transcript", "notes only"])
def test_recording_that_is_there_or_not_wanted_is_not_asked_for(session: Session, kept: str) -> None:
    match kept:
        case "notes only":
            Session.objects.update(capture_policy="notes_only")
        case "recording":
            Recording.objects.create(article=open_article(session), url="https://meet.example.org/recording")
        case "transcript":
            transcribe(open_article(session))

    materialise_owed(now=END + HOUR)

    assert told(RECORDING_MISSING) == []


def test_each_is_reminded_of_the_own_part_after_two_and_six_days(session: Session) -> None:
    materialise_owed(now=END + HOUR)
    materialise_owed(now=END + 6 * DAY)

    assert told(OWN_PART) == [("Alice", "18 13:30"), ("Dora", "18 13:30"), ("Alice", "22 13:30"), ("Dora", "22 13:30")]


def test_mails_name_what_the_person_can_add(session: Session) -> None:
    materialise_owed(now=END + HOUR)

    send_everything()

    said = {sent.to[0].split()[0]: sent.body for sent in mail.outbox if sent.subject.startswith("Still missing")}
    assert "What only you can add: what people can copy and three sentences." in said["Alice"]
    assert "What only you can add: the recording and the transcript." in said["Dora"]
    assert f"/sessions/{session.pk}/capture/" in said["Alice"]


def test_part_that_came_meanwhile_is_not_asked_for(session: Session) -> None:
    materialise_owed(now=END + HOUR)
    article = capture_of(session, body="Three sentences are here.", published_at=None)
    transcribe(article)
    Snippet.objects.create(article=article, title="Ask", text="List every question.")

    send_everything()

    assert mail.outbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {State.SKIPPED}


def test_captured_session_is_not_asked_about(session: Session) -> None:
    materialise_owed(now=END + HOUR)
    Session.objects.update(captured_at=END + 2 * HOUR)

    assert materialise_owed(now=END + 7 * DAY) == 0
    send_everything()

    assert mail.outbox == []


@pytest.mark.parametrize(
    "change",
    [{"status": SessionStatus.NOT_HELD}, {"capture_policy": "none"}, {"status": SessionStatus.UNKNOWN}],
    ids=str,
)
def test_session_that_owes_nothing_is_not_asked_about(session: Session, change: dict) -> None:
    Session.objects.update(**change)

    assert materialise_owed(now=END + HOUR) == 0


def test_after_seven_days_the_lead_of_the_facilitators_function_hears(session: Session, lena: User) -> None:
    UserFactory(roles=[Role.LD_LEAD])
    open_article(session)

    materialise_owed(now=END + 6 * DAY)
    send_everything()

    assert told(CAPTURE_LATE) == [("Lena", "23 13:30")]
    late = next(sent for sent in mail.outbox if sent.subject == "Not captured after seven days: Five prompts")
    assert "A word with Dora Facilitator may be all it takes" in late.body


def test_without_a_lead_the_ld_lead_hears(session: Session) -> None:
    UserFactory(name="Lou Learning", roles=[Role.LD_LEAD])

    materialise_owed(now=END + 7 * DAY)

    assert told(CAPTURE_LATE) == [("Lou", "23 13:30")]


def test_leads_do_not_hear_of_what_is_for_members(session: Session, lena: User) -> None:
    Session.objects.update(audience=Audience.MEMBERS)

    materialise_owed(now=END + 7 * DAY)

    assert told(CAPTURE_LATE) == []


def test_what_was_due_long_ago_is_not_asked_any_more(session: Session) -> None:
    assert materialise_owed(now=END + 30 * DAY) == 0


def test_days_over_a_clock_change_are_the_same_local_time(session: Session) -> None:
    end = datetime(2026, 10, 24, 12, 30, tzinfo=UTC)
    Session.objects.update(starts_at=end - HOUR, ends_at=end)

    materialise_owed(now=end + HOUR)

    assert told(RECORDING_MISSING) == [("Dora", "25 08:00")]
    assert told(OWN_PART)[0] == ("Alice", "26 13:30")


def test_same_number_of_queries_for_any_number_of_sessions(
    session: Session, alice: User, django_assert_num_queries
) -> None:
    for _more in range(3):
        with django_assert_num_queries(6):
            materialise_owed(now=END + HOUR)
        held_session(alice, ritual=FacilitationFactory().ritual, ends_at=END)
