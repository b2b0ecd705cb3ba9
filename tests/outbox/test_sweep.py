"""A sweep brings every due message to its right end, whatever is wrong with one of them."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from peerlearn.jobs.models import Heartbeat
from peerlearn.outbox.enums import Outcome, State
from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.models import Attempt, Message
from peerlearn.outbox.services.preferences import set_wanted
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User

pytestmark = pytest.mark.django_db


def test_sweep_sends_what_is_due_and_nothing_twice(due):
    message = due()
    due(object_key="later", due_at=timezone.now() + timedelta(minutes=1))

    assert sweep() == 1
    assert sweep() == 0

    message.refresh_from_db()
    assert [sent.subject for sent in mail.outbox] == ["About session:1"]
    assert (message.state, message.subject, message.body) == (State.SENT, "About session:1", "Words")
    assert message.provider_id == mail.outbox[0].extra_headers["Message-ID"]
    assert list(Attempt.objects.values_list("number", "outcome")) == [(1, Outcome.SENT)]


def test_sweep_works_in_batches_up_to_its_limit(due):
    for number in range(12):
        due(object_key=f"session:{number}")

    assert sweep(limit=10) == 10
    assert sweep() == 2
    assert len(mail.outbox) == 12


def test_sweep_leaves_its_heartbeat(db):
    sweep()

    assert timezone.now() - Heartbeat.objects.get(name="sweep").last_ok < timedelta(minutes=1)


def test_expired_message_is_marked_and_not_sent(due):
    message = due(expires_at=timezone.now() - timedelta(seconds=1))

    sweep()

    message.refresh_from_db()
    assert (message.state, mail.outbox) == (State.EXPIRED, [])


def test_message_of_somebody_who_left_is_skipped(due, alice):
    message = due()
    User.objects.filter(pk=alice.pk).update(is_active=False)

    sweep()

    message.refresh_from_db()
    assert (message.state, message.reason, mail.outbox) == (State.SKIPPED, "the recipient has left", [])


def test_unwanted_message_is_skipped(due, alice):
    message = due()
    set_wanted(alice, "test.notice", False)

    sweep()

    message.refresh_from_db()
    assert (message.state, message.reason, mail.outbox) == (State.SKIPPED, "the recipient does not want it", [])


def test_kind_without_default_goes_only_to_who_asked(register, due, alice, bob):
    register("test.extra", default_wanted=False)
    due(kind="test.extra"), due(kind="test.extra", recipient=bob)
    set_wanted(bob, "test.extra", True)

    sweep()

    assert [sent.to for sent in mail.outbox] == [["Bob Colleague <bob@example.com>"]]


def test_message_whose_kind_finds_it_outdated_is_skipped(register, due):
    register(still_valid=lambda message: f"{message.object_key} was cancelled")
    message = due()

    sweep()

    message.refresh_from_db()
    assert (message.state, message.reason, mail.outbox) == (State.SKIPPED, "session:1 was cancelled", [])


def test_poison_message_stops_no_other(register, due):
    def render(message):
        return Rendered("Fine" if message.object_key != "session:1" else 1 / 0, "Text")

    register(render=render)
    poison = due(due_at=timezone.now() - timedelta(hours=1))
    for number in range(2, 9):
        due(object_key=f"session:{number}")

    assert sweep() == 8

    poison.refresh_from_db()
    assert (poison.state, poison.last_error) == (State.PENDING, "ZeroDivisionError: division by zero")
    assert poison.next_try_at > timezone.now()
    assert len(mail.outbox) == 7


def test_message_of_an_unregistered_kind_waits(due):
    message = due()
    Message.objects.update(kind="test.of_a_newer_release")

    sweep()

    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.PENDING, "UnknownKind: test.of_a_newer_release")


def test_message_is_rendered_in_the_language_and_zone_of_its_recipient(register, due, alice):
    User.objects.filter(pk=alice.pk).update(language="de", time_zone="Asia/Tokyo")

    def render(message):
        return Rendered(f"{translation.get_language()} {timezone.get_current_timezone_name()}", "Text")

    register(render=render)
    due()

    sweep()

    assert mail.outbox[0].subject == "de Asia/Tokyo"


def test_quiet_hours_postpone_without_counting_a_try(register, due, settings):
    settings.OUTBOX = {"quiet_from": time(0), "quiet_until": time(23, 59, 59, 999999)}
    register(respects_quiet_hours=True)
    message = due()

    sweep()

    message.refresh_from_db()
    assert (message.state, message.attempts, mail.outbox) == (State.PENDING, 0, [])
    assert message.next_try_at > timezone.now()


def test_quiet_hours_do_not_hold_what_cannot_wait(due, settings):
    settings.OUTBOX = {"quiet_from": time(0), "quiet_until": time(23, 59, 59, 999999)}
    due()

    sweep()

    assert len(mail.outbox) == 1


def test_send_does_not_begin_with_too_little_lease_left(due, settings):
    settings.OUTBOX = {"lease": timedelta(seconds=10)}
    message = due()

    assert sweep() == 1

    message.refresh_from_db()
    assert (message.state, mail.outbox) == (State.SENDING, [])


def test_stopped_sweep_gives_back_what_it_had_not_begun(due):
    for number in range(4):
        due(object_key=f"session:{number}")

    assert sweep(stop=lambda: len(mail.outbox) == 2) == 2

    states = list(Message.objects.order_by("object_key").values_list("state", "attempts"))
    assert states == [(State.SENT, 1), (State.SENT, 1), (State.PENDING, 0), (State.PENDING, 0)]
