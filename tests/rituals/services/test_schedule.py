"""What the people of a session are told around its date: who, when, and what stops it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message, Webhook
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.enums import Audience, RitualKind, SessionStatus, TeachingState
from rituals.models import Facilitation, Ritual, Session, Substitution, Teaching
from rituals.notices.schedule import SESSION_SOON, SLOT_EMPTY, TEACHER_PREP, TOOK_PLACE
from rituals.services.schedule import materialise_schedule
from tests.factories.rituals import FacilitationFactory, SessionFactory, TeachingFactory
from tests.outbox.provider import Provider, serving

MADE = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def awake(settings) -> None:
    """These tests send at odd hours."""
    settings.OUTBOX = {"quiet_from": datetime.max.time(), "quiet_until": datetime.min.time()}


@pytest.fixture
def ritual(dora: User) -> Ritual:
    return FacilitationFactory(user=dora, ritual__name="AI brown bag", ritual__slug="ai-brown-bag").ritual


@pytest.fixture
def session(ritual: Ritual) -> Session:
    """Wednesday 9 December 2026, 14:00 in Berlin, half an hour, without a teacher."""
    session = SessionFactory(ritual=ritual, title="", starts_at=datetime(2026, 12, 9, 13, tzinfo=UTC))
    Session.objects.update(created_at=MADE)
    return session


@pytest.fixture
def sink(settings, ritual: Ritual) -> Iterator[Provider]:
    """The ritual's channel."""
    with serving(Provider()) as sink:
        settings.WEBHOOK_SINK = sink.url
        ritual.channel = Webhook.objects.create(name="#learning", channel="slack", url=sink.url)
        ritual.save()
        yield sink


def told(kind: str) -> list[tuple[str, str]]:
    """Who is told when, in UTC."""
    drafts = Message.objects.filter(kind=kind).order_by("due_at", "recipient__name")
    return [
        (draft.recipient.name.split()[0] if draft.recipient else draft.webhook.name, f"{draft.due_at:%d %H:%M}")
        for draft in drafts
    ]


def send_at(moment: datetime) -> None:
    """Every draft is due at its moment; the database has no clock to turn, so its times are moved instead."""
    Message.objects.filter(due_at__lte=moment).update(next_try_at=MADE)
    Message.objects.update(expires_at=datetime.now(UTC) + 1000 * DAY)
    sweep()


def states(kind: str) -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("state", "reason"))


def test_empty_slot_is_told_ten_days_before_at_the_same_local_time(session: Session) -> None:
    assert materialise_schedule(now=session.starts_at - 13 * DAY) == 0
    assert materialise_schedule(now=session.starts_at - 12 * DAY) == 1
    assert materialise_schedule(now=session.starts_at - 10 * DAY) == 0

    assert told(SLOT_EMPTY) == [("Dora", "29 13:00")]


def test_ten_days_over_a_clock_change_are_the_same_local_time(session: Session) -> None:
    Session.objects.update(
        starts_at=datetime(2027, 3, 31, 12, tzinfo=UTC), ends_at=datetime(2027, 3, 31, 13, tzinfo=UTC)
    )

    materialise_schedule(now=datetime(2027, 3, 21, 9, tzinfo=UTC))

    assert told(SLOT_EMPTY) == [("Dora", "21 13:00")]


@pytest.mark.parametrize("kind", [RitualKind.COACHING_CIRCLE, RitualKind.OFFICE_HOURS, RitualKind.WORKING_OUT_LOUD])
def test_forms_without_a_teacher_have_no_empty_slot(session: Session, kind: str) -> None:
    Session.objects.update(kind=kind)

    assert materialise_schedule(now=session.starts_at - 10 * DAY) == 0


def test_slot_made_or_freed_after_its_moment_is_not_told(session: Session) -> None:
    Session.objects.update(created_at=session.starts_at - 9 * DAY)
    assert materialise_schedule(now=session.starts_at - 9 * DAY - timedelta(hours=1)) == 0

    Session.objects.update(created_at=MADE)
    assert materialise_schedule(now=session.starts_at - 8 * DAY) == 0


def test_substitute_is_told_instead_of_a_facilitator_who_is_away(session: Session, dora: User, bob: User) -> None:
    Substitution.objects.create(
        ritual=session.ritual, user=dora, substitute=bob, first_day=date(2026, 11, 29), last_day=date(2026, 11, 29)
    )

    materialise_schedule(now=session.starts_at - 10 * DAY)

    assert told(SLOT_EMPTY) == [("Bob", "29 13:00")]


def test_slot_mail_leads_to_the_board(session: Session, settings) -> None:
    settings.BASE_URL = "https://learn.example.org"
    materialise_schedule(now=session.starts_at - 10 * DAY)

    send_at(session.starts_at - 10 * DAY)

    (sent,) = mail.outbox
    assert sent.subject == "Nobody teaches on Wednesday 9 December yet: AI brown bag"
    assert "https://learn.example.org/rituals/ai-brown-bag/" in sent.body
    assert "Find somebody" in sent.alternatives[0].content


@pytest.mark.parametrize("change", ["claimed", "moved", "cancelled", "handed over"])
def test_what_changed_meanwhile_is_not_told(session: Session, alice: User, change: str) -> None:
    materialise_schedule(now=session.starts_at - 10 * DAY)
    match change:
        case "claimed":
            TeachingFactory(session=session, user=alice)
        case "moved":
            Session.objects.update(starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY)
        case "cancelled":
            Session.objects.update(status=SessionStatus.CANCELLED)
        case "handed over":
            Facilitation.objects.update(user=alice)

    send_at(session.starts_at - 10 * DAY)

    assert mail.outbox == []
    assert [state for state, _reason in states(SLOT_EMPTY)] == [State.SKIPPED]


def test_moved_session_is_told_anew(session: Session) -> None:
    materialise_schedule(now=session.starts_at - 10 * DAY)
    Session.objects.update(starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY)

    materialise_schedule(now=session.starts_at - 10 * DAY)

    assert told(SLOT_EMPTY) == [("Dora", "29 13:00"), ("Dora", "30 13:00")]


def test_teachers_get_their_run_sheet_three_days_before(session: Session, alice: User, bob: User) -> None:
    Session.objects.update(title="Five prompts", run_sheet="0:00 Say what\n0:03 Show <it>")
    TeachingFactory(session=session, user=alice)
    TeachingFactory(session=session, user=bob, state=TeachingState.INVITED)

    materialise_schedule(now=session.starts_at - 3 * DAY)
    send_at(session.starts_at - 3 * DAY)

    assert told(TEACHER_PREP) == [("Alice", "06 13:00")]
    (sent,) = mail.outbox
    assert sent.subject == "You teach on Wednesday: Five prompts"
    assert "What will people copy?" in sent.body
    assert "0:03 Show <it>" in sent.body
    assert "0:03 Show &lt;it&gt;" in sent.alternatives[0].content


def test_teacher_who_gave_it_back_is_not_told(session: Session, alice: User) -> None:
    TeachingFactory(session=session, user=alice)
    materialise_schedule(now=session.starts_at - 3 * DAY)
    Teaching.objects.update(state=TeachingState.DECLINED)

    send_at(session.starts_at - 3 * DAY)

    assert (mail.outbox, states(TEACHER_PREP)) == ([], [(State.SKIPPED, "the person does not teach any more")])


def test_channel_gets_one_post_a_quarter_of_an_hour_before(session: Session, alice: User, sink: Provider) -> None:
    Session.objects.update(title="Five <prompts>", place="Room 4")
    TeachingFactory(session=session, user=alice)
    now = session.starts_at - timedelta(hours=30)

    materialise_schedule(now=now)
    materialise_schedule(now=now)
    assert told(SESSION_SOON) == [("#learning", "09 12:45")]
    send_at(session.starts_at - timedelta(minutes=15))

    (request,) = sink.delivered
    section, actions = request.payload["blocks"]
    assert section["text"]["text"] == ("In 15 minutes: Five <prompts>\nAlice Teacher\n14:00 (Europe/Berlin) · Room 4")
    assert actions["elements"][0]["url"].endswith(session.get_absolute_url())


def test_what_members_do_is_posted_nowhere(session: Session, sink: Provider) -> None:
    now = session.starts_at - timedelta(hours=1)
    materialise_schedule(now=now)
    Session.objects.update(audience=Audience.MEMBERS)

    assert materialise_schedule(now=now) == 0
    send_at(session.starts_at)

    assert (sink.delivered, states(SESSION_SOON)) == ([], [(State.SKIPPED, "the session is for its members only")])


def test_cancelled_session_is_not_posted(session: Session, sink: Provider) -> None:
    materialise_schedule(now=session.starts_at - timedelta(hours=1))
    Session.objects.update(status=SessionStatus.CANCELLED)

    send_at(session.starts_at)

    assert (sink.delivered, states(SESSION_SOON)) == ([], [(State.SKIPPED, "the session does not take place")])


def test_each_is_asked_once_whether_it_took_place(session: Session, alice: User, dora: User) -> None:
    TeachingFactory(session=session, user=alice)
    TeachingFactory(session=session, user=dora)

    materialise_schedule(now=session.ends_at)
    send_at(session.ends_at + timedelta(minutes=15))

    assert told(TOOK_PLACE) == [("Alice", "09 13:45"), ("Dora", "09 13:45")]
    assert [sent.subject for sent in mail.outbox] == ["Did it take place? AI brown bag"] * 2
    assert f"{session.get_absolute_url()}#held-panel" in mail.outbox[0].body


def test_held_session_is_asked_only_what_can_be_copied(session: Session) -> None:
    materialise_schedule(now=session.ends_at)
    Session.objects.update(status=SessionStatus.HELD, title="Five prompts")

    send_at(session.ends_at + timedelta(minutes=15))

    (sent,) = mail.outbox
    assert sent.subject == "What can people copy? Five prompts"
    assert f"/sessions/{session.pk}/capture/" in sent.body


@pytest.mark.parametrize(
    "settled",
    [
        {"status": SessionStatus.NOT_HELD},
        {"status": SessionStatus.HELD, "captured_at": MADE},
        {"status": SessionStatus.HELD, "capture_policy": "none"},
        {"status": SessionStatus.CANCELLED},
    ],
    ids=str,
)
def test_nothing_is_asked_when_nothing_is_open(session: Session, settled: dict) -> None:
    materialise_schedule(now=session.ends_at)
    Session.objects.update(**settled)

    send_at(session.ends_at + timedelta(minutes=15))

    assert (mail.outbox, states(TOOK_PLACE)) == ([], [(State.SKIPPED, "there is nothing left to ask")])


def test_a_session_that_is_gone_is_told_to_nobody(session: Session) -> None:
    materialise_schedule(now=session.ends_at)
    Session.objects.all().delete()

    send_at(session.ends_at + timedelta(hours=1))

    assert (mail.outbox, states(TOOK_PLACE)) == ([], [(State.SKIPPED, "the session moved or is gone")])


def test_mails_speak_german_to_whoever_chose_it(session: Session, dora: User) -> None:
    User.objects.filter(pk=dora.pk).update(language="de", time_zone="Europe/Berlin")
    materialise_schedule(now=session.starts_at - 10 * DAY)

    send_at(session.starts_at - 10 * DAY)

    assert mail.outbox[0].subject == "Am Mittwoch, 9. Dezember unterrichtet noch niemand: AI brown bag"
    assert "14:00" in mail.outbox[0].body


def test_same_number_of_queries_for_any_number_of_sessions(
    ritual: Ritual, session: Session, alice: User, django_assert_num_queries
) -> None:
    now = session.starts_at - 10 * DAY
    for weeks in range(3):
        soon = SessionFactory(ritual=FacilitationFactory().ritual, starts_at=now + (weeks + 3) * DAY)
        TeachingFactory(session=soon, user=alice)
        SessionFactory(ritual=FacilitationFactory().ritual, starts_at=now - timedelta(hours=weeks + 1))
        with time_machine.travel(now), django_assert_num_queries(10):
            materialise_schedule(now=now)
