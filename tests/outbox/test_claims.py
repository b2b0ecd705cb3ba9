"""Two workers never take the same message, and what a killed one took comes back."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.claims import claim, release
from peerlearn.outbox.services.messages import enqueue

PAST = timedelta(seconds=-1)


def in_two_threads(work):
    """Run `work(number)` in two threads that start together; what each returned."""
    results, gate = {}, threading.Barrier(2)

    def run(number):
        gate.wait()
        try:
            results[number] = work(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return [results[number] for number in range(2)]


def claim_all(number):
    taken = []
    while found := claim(3).ids:
        taken += found
    return taken


@pytest.mark.django_db(transaction=True)
def test_two_threads_claim_every_message_exactly_once(draft):
    enqueue(draft(object_key=f"session:{number}") for number in range(60))

    first, second = in_two_threads(claim_all)

    assert sorted(first + second) == sorted(Message.objects.values_list("pk", flat=True))
    assert first and second


@pytest.mark.django_db(transaction=True)
def test_claim_passes_over_rows_another_transaction_is_taking(draft):
    enqueue(draft(object_key=f"session:{number}") for number in range(4))
    taken, looked = threading.Event(), threading.Event()

    def take_or_look(number):
        if number == 0:
            with transaction.atomic():
                mine = claim(2).ids
                taken.set()
                looked.wait(10)
            return mine
        taken.wait(10)
        try:
            return claim(10).ids
        finally:
            looked.set()

    first, second = in_two_threads(take_or_look)

    assert (len(first), len(second)) == (2, 2)
    assert not set(first) & set(second)


@pytest.mark.django_db
def test_claim_takes_the_longest_due_first_and_nothing_early(due):
    now = timezone.now()
    newer, older = (
        due(object_key="a", due_at=now - timedelta(minutes=1)),
        due(object_key="b", due_at=now - timedelta(hours=1)),
    )
    due(object_key="c", due_at=now + timedelta(minutes=1))

    assert claim(5).ids == [older.pk, newer.pk]


@pytest.mark.django_db
def test_claim_counts_the_try_and_leases_for_a_minute(due):
    message = due()

    taken = claim(1)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_token) == (State.SENDING, 1, taken.token)
    assert message.lease_until == message.next_try_at
    assert timedelta(seconds=55) < message.lease_until - timezone.now() <= timedelta(seconds=60)


@pytest.mark.django_db
def test_live_lease_is_left_alone_and_a_stale_one_taken_over(due):
    message = due()
    first = claim(1)
    assert claim(1).ids == []
    Message.objects.update(next_try_at=timezone.now() + PAST, lease_until=timezone.now() + PAST)

    second = claim(1)

    message.refresh_from_db()
    assert second.ids == [message.pk]
    assert (message.attempts, message.lease_token) == (2, second.token)
    assert second.token != first.token


@pytest.mark.django_db
def test_release_gives_back_uncounted_and_due(due):
    message = due()
    taken = claim(1)

    release(taken.token, taken.ids, why="mail server: away")

    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_token) == (State.PENDING, 0, None)
    assert message.last_error == "mail server: away"
    assert claim(1).ids == [message.pk]


@pytest.mark.django_db
def test_release_with_a_lost_lease_changes_nothing(due):
    message = due()
    lost = claim(1)
    Message.objects.update(next_try_at=timezone.now() + PAST, lease_until=timezone.now() + PAST)
    held = claim(1)

    release(lost.token, lost.ids)

    message.refresh_from_db()
    assert (message.state, message.lease_token) == (State.SENDING, held.token)
