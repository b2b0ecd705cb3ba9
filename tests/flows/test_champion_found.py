"""Named by three colleagues as the one they ask, interviewed for ten minutes, now a teacher."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import Role, User
from recognition.models import TeachingCredit
from recognition.services.credits import rederive
from rituals.models import ChampionCall, Session
from rituals.services.champions import tell_named
from rituals.services.sessions import hold_session
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_any_hour(settings) -> None:
    """The outbox goes by the clock of the database, and nobody sleeps."""
    settings.OUTBOX = {"quiet_from": time(23, 59, 59, 999999), "quiet_until": time(0)}


def test_colleague_named_by_three_is_interviewed_and_a_teacher(
    alice: User, bob: User, charlie: User, dora: User, client_of
) -> None:
    lead = UserFactory(name="Lou Learning", roles=[Role.LD_LEAD])
    slot = SessionFactory(starts_at=timezone.now() + 3 * DAY, title="")
    today = timezone.localdate()
    client_of(lead).post("/champions/", {"subject": "Excel", "opens_on": today, "closes_on": today + DAY})
    call = ChampionCall.objects.get()
    for person in (bob, charlie, dora):
        client_of(person).post(call.get_absolute_url(), {"first": "alice@example.com"})
    ChampionCall.objects.update(opens_on=today - 9 * DAY, closes_on=today - 2 * DAY)

    tell_named(now=timezone.now())
    sweep()

    letter = next(letter for letter in mail.outbox if alice.email in letter.to[0])
    assert letter.subject == "3 colleagues named you as the one they ask about Excel"
    assert [person.name for person in (bob, charlie, dora) if person.name in str(letter.body)] == []
    link = re.search(r"https?://[^/]+(/champions/\S+)", str(letter.body))
    assert link is not None
    client_of(alice).post(f"{link[1]}interview/", {"slot": slot.pk})

    Session.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at - 4 * DAY, ends_at=slot.ends_at - 4 * DAY)
    hold_session(slot, now=timezone.now())
    rederive()

    assert TeachingCredit.objects.filter(user=alice, kind="taught").exists()
