"""1,000 reminders of one session while everything fails that can: none is lost, and none comes twice.

The worker is killed with -9, Redis loses all it knows, PostgreSQL crashes and recovers, and two clocks tick at once.
With a provider that honours idempotency keys nobody is told twice. With plain SMTP somebody may be, once for each mail
in flight at a crash, under the same Message-ID. Everything is there within two minutes of when it was due or of the
recovery; the time constants here are a 20th of the product's, so two minutes are six seconds.

The last test is the control: the same faults on one Celery task for each reminder must lose some.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.faults.conftest import Servers, Sink, children, eventually
from tests.outbox.provider import Provider, serving

COUNT = 1000
KILLED_AT, WIPED_AT, CRASHED_AT = 150, 300, 800
PROMISE = 120 / 20
STANDSTILL = 4 * PROMISE
MOST_IN_FLIGHT = 2 * 2  # two processes of a worker, two crashes
PREPARE = f"""
from datetime import timedelta
from django.utils import timezone
from peerlearn.outbox.models import Message, Preference
from peerlearn.people.models import User
from rituals.models import RSVP, Session
from rituals.notices.sessions import SESSION_REMINDER
from rituals.services.reminders import materialise_reminders

now = timezone.now()
before = now - timedelta(hours=1)
session = Session.objects.create(
    title="Five prompts", starts_at=now + timedelta(minutes=15), ends_at=now + timedelta(minutes=45)
)
User.objects.filter(email__startswith="learner-").delete()
people = User.objects.bulk_create(
    User(email=f"learner-{{n}}@example.com", name=f"Learner {{n}}", sort_name=f"{{n}}") for n in range({COUNT})
)
Preference.objects.bulk_create(Preference(user=person, kind=SESSION_REMINDER, wanted=True) for person in people)
Preference.objects.update(updated_at=before)
RSVP.objects.bulk_create(RSVP(session=session, user=person, reply="accepted", replied_at=before) for person in people)
"""
UNSENT = "SELECT 1 FROM outbox_message WHERE state IN ('pending', 'sending')"
BY_OUTBOX = "print('new', materialise_reminders(now=now))"
BY_TASKS = """
from tests.faults.notices.tasks import remind

materialise_reminders(now=now)
waiting = list(Message.objects.values_list("pk", flat=True))
Message.objects.update(state="skipped")
for pk in waiting:
    remind.delay(pk)
print("new", len(waiting))
"""


@dataclass
class Run:
    """What arrived where, and when what had failed was there again (seconds since the epoch)."""

    servers: Servers
    arrivals: Callable[[], list[tuple[str, float]]]
    seconds_each: float = 0
    recoveries: dict[str, float] = field(default_factory=dict)

    def told(self) -> Counter[str]:
        return Counter(person for person, _ in self.arrivals())

    @property
    def doubles(self) -> int:
        return sum(count - 1 for count in self.told().values())

    def wait_for(self, count: int) -> None:
        """Until so many are told; a standstill ends the wait, and the test."""
        last, moved_at = 0, time.monotonic()
        while (told := len(self.told())) < count:
            self.servers.tend()
            if told > last:
                last, moved_at = told, time.monotonic()
            assert time.monotonic() - moved_at < STANDSTILL, f"{told} of {COUNT} told, and nobody after them"
            time.sleep(0.05)

    def recovered(self, fault: str) -> None:
        self.recoveries[fault] = time.time()


def fail_in_every_way(run: Run, prepare: str) -> None:
    """Send 1,000 reminders through a killed worker, an emptied Redis and a crashed PostgreSQL, with two clocks."""
    servers = run.servers
    # Before anything runs: a clock would draft reminders for the people of the test before while they are deleted.
    assert f"new {COUNT}" in servers.manage("shell", "--no-imports", "-c", PREPARE + prepare)
    worker = servers.start_worker()
    servers.start_beat()
    servers.start_beat("second-beat")

    run.wait_for(1)
    began = time.monotonic()
    run.wait_for(KILLED_AT)
    run.seconds_each = (time.monotonic() - began) / KILLED_AT
    servers.kill(worker)
    worker = servers.start_worker()
    eventually(lambda: len(children(worker.pid)) >= 2, 20)
    run.recovered("worker killed")

    run.wait_for(WIPED_AT)
    servers.wipe_redis()
    servers.stack.ensure()
    run.recovered("Redis emptied")

    run.wait_for(CRASHED_AT)
    servers.crash_postgres()
    servers.stack.ensure()
    run.recovered("PostgreSQL restarted")

    run.wait_for(COUNT)
    eventually(
        lambda: not servers.sql("SELECT 1 FROM outbox_message WHERE state IN ('pending', 'sending')"), STANDSTILL
    )


def assert_on_time(run: Run) -> None:
    """Sending goes on within the promise after each recovery, and what is left then takes the time that it takes."""
    moments = sorted(moment for _, moment in run.arrivals())
    for fault, recovered in run.recoveries.items():
        pause = next(moment for moment in moments if moment > recovered) - recovered
        print(f"{fault}: sending again after {pause:.1f} s")
        assert pause <= PROMISE
    last = max(run.recoveries.values())
    left = sum(moment > last for moment in moments)
    took = moments[-1] - last
    print(f"{run.seconds_each * 1000:.0f} ms for each undisturbed; the last {left} were out after {took:.1f} s")
    print(f"told {len(run.told())}, doubled {run.doubles}, in flight at a crash {run.servers.open_tries()}")
    assert took <= PROMISE + 2 * left * run.seconds_each


@pytest.fixture
def run(servers: Servers, sink: Sink) -> Run:
    """By plain SMTP."""
    return Run(servers, lambda: [(mail.recipient, mail.arrived_at) for mail in list(sink.mails)])


def test_provider_with_keys_tells_everybody_exactly_once(servers: Servers) -> None:
    with serving(Provider()) as provider, pytest.MonkeyPatch.context() as patch:
        patch.setitem(servers.environ, "EMAIL_PROVIDER_URL", provider.url)
        run = Run(servers, lambda: [(mail.payload["to"][0], mail.arrived_at) for mail in list(provider.delivered)])
        fail_in_every_way(run, BY_OUTBOX)
        servers.end_programs()
    print(f"mails that came again and went out once: {provider.absorbed}")
    assert_on_time(run)

    assert (len(run.told()), run.doubles) == (COUNT, 0)


def test_plain_smtp_tells_everybody_and_doubles_at_most_what_was_in_flight(run: Run, sink: Sink) -> None:
    fail_in_every_way(run, BY_OUTBOX)
    assert_on_time(run)

    assert len(run.told()) == COUNT
    assert run.doubles <= run.servers.open_tries() <= MOST_IN_FLIGHT
    assert max(run.told().values()) <= 2
    assert len({(mail.recipient, mail.identity) for mail in sink.mails}) == COUNT


def test_one_task_for_each_reminder_loses_some(run: Run) -> None:
    with pytest.raises(AssertionError, match="nobody after them"):
        fail_in_every_way(run, BY_TASKS)

    print(f"one task for each: told {len(run.told())} of {COUNT}, doubled {run.doubles}")
    assert len(run.told()) < COUNT
