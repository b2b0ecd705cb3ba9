from datetime import timedelta

import time_machine

from peerlearn.outbox.models import Message, Preference
from peerlearn.outbox.services.preferences import set_wanted
from rituals import tasks
from rituals.models import Session
from rituals.notices.sessions import SESSION_REMINDER
from tests.factories.rituals import AttendanceFactory, RitualFactory, RSVPFactory


def test_materialise_sessions_run_twice_adds_once(monday, db) -> None:
    RitualFactory()

    tasks.materialise_sessions()
    tasks.materialise_sessions()

    assert Session.objects.count() == 26


def test_settle_sessions_decides_what_is_over(talk) -> None:
    AttendanceFactory.create_batch(2, session=talk)

    with time_machine.travel(talk.ends_at + timedelta(minutes=15), tick=False):
        tasks.settle_sessions()

    talk.refresh_from_db()
    assert talk.status == "held"


def test_materialise_reminders_drafts_those_of_the_next_48_hours(bob, slot, monday) -> None:
    RSVPFactory(session=slot, user=bob, replied_at=monday - timedelta(days=3))
    set_wanted(bob, SESSION_REMINDER, True)
    Preference.objects.update(updated_at=monday - timedelta(days=9))

    tasks.materialise_reminders()

    assert sorted(Message.objects.values_list("object_key", flat=True)) == [
        f"session:{slot.pk}:day-before",
        f"session:{slot.pk}:shortly-before",
    ]
