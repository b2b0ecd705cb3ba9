"""The weekly digest: everything that waited is told once, whatever happens to the digest."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from peerlearn.outbox.enums import State, Way
from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.models import Message
from peerlearn.outbox.notices import DIGEST
from peerlearn.outbox.services.digests import last_moment, materialise_digests
from peerlearn.outbox.services.messages import skip_pending
from peerlearn.outbox.services.preferences import set_hours, set_wanted, set_way
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User

pytestmark = pytest.mark.django_db
MONDAY_8 = datetime(2026, 11, 23, 7, tzinfo=UTC)  # 8:00 in Berlin
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def awake(settings) -> None:
    settings.OUTBOX = {"quiet_from": time.max, "quiet_until": time.min}


@pytest.fixture
def alice(alice: User, register) -> User:
    """In Berlin; notices may wait, and she wants them in the digest."""
    User.objects.filter(pk=alice.pk).update(time_zone="Europe/Berlin")
    register(
        may_wait=True,
        render=lambda message: Rendered(f"About {message.object_key}", "Words", link=f"https://l/{message.object_key}"),
    )
    set_way(alice, "test.notice", Way.DIGEST)
    return User.objects.get(pk=alice.pk)


@pytest.fixture
def gather(due: Callable[..., Message]) -> Callable[[int], None]:
    """So many notices come and wait since Friday."""

    def gathered(count: int, since: datetime = MONDAY_8 - 3 * DAY) -> None:
        before = set(Message.objects.values_list("pk", flat=True))
        for number in range(count):
            due(object_key=f"session:{len(before)}-{number}")
        sweep()
        Message.objects.filter(state=State.GATHERED).exclude(pk__in=before).update(updated_at=since)

    return gathered


def send() -> None:
    """Send the digests as if their time had come."""
    now = datetime.now(UTC)
    Message.objects.filter(kind=DIGEST, state=State.PENDING).update(next_try_at=now - DAY, expires_at=now + DAY)
    sweep()


def states() -> list[str]:
    return list(Message.objects.exclude(kind=DIGEST).order_by("pk").values_list("state", flat=True))


def test_what_is_wanted_in_the_digest_waits_for_it(gather):
    gather(2)

    assert mail.outbox == []
    assert list(Message.objects.values_list("state", "attempts", "lease_token")) == [(State.GATHERED, 0, None)] * 2


def test_digest_tells_everything_at_eight_on_monday_and_nothing_again(gather, alice):
    gather(2)

    assert materialise_digests(now=MONDAY_8 - timedelta(minutes=1)) == 0
    assert materialise_digests(now=MONDAY_8) == 1
    assert materialise_digests(now=MONDAY_8 + timedelta(minutes=5)) == 0
    assert Message.objects.get(kind=DIGEST).due_at == MONDAY_8
    send()
    materialise_digests(now=MONDAY_8 + 7 * DAY)
    send()

    (digest,) = mail.outbox
    assert digest.subject == "This week: 2 things for you"
    assert "About session:0-0\nhttps://l/session:0-0" in digest.body
    assert '<a href="https://l/session:0-1"' in digest.alternatives[0].content
    assert states() == [State.SENT, State.SENT]
    assert set(Message.objects.values_list("subject", flat=True)) >= {"About session:0-0", "About session:0-1"}


def test_nothing_gathered_means_no_mail(alice):
    assert materialise_digests(now=MONDAY_8) == 0


def test_what_comes_after_eight_waits_for_the_next_week(gather):
    gather(1)
    gather(1, since=MONDAY_8 + timedelta(minutes=1))

    materialise_digests(now=MONDAY_8 + timedelta(hours=1))
    send()
    assert states() == [State.SENT, State.GATHERED]

    materialise_digests(now=MONDAY_8 + 7 * DAY)
    send()
    assert states() == [State.SENT, State.SENT]
    assert [sent.subject for sent in mail.outbox] == ["This week: one thing for you"] * 2


def test_digest_says_the_same_when_it_is_tried_again(gather):
    gather(1)
    materialise_digests(now=MONDAY_8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", lambda *mails: 1 / 0)
        send()
    gather(1)
    materialise_digests(now=MONDAY_8 + timedelta(minutes=5))

    send()

    assert [sent.subject for sent in mail.outbox] == ["This week: one thing for you"]
    assert states() == [State.SENT, State.GATHERED]


@pytest.mark.parametrize("ended", [State.FAILED, State.EXPIRED])
def test_digest_that_was_never_sent_gives_back_what_it_held(gather, ended):
    gather(2)
    materialise_digests(now=MONDAY_8)
    Message.objects.filter(kind=DIGEST).update(state=ended)

    assert materialise_digests(now=MONDAY_8 + DAY) == 0
    assert materialise_digests(now=MONDAY_8 + 7 * DAY) == 1
    send()

    assert (states(), len(mail.outbox)) == ([State.SENT, State.SENT], 1)


def test_unwanted_digest_takes_what_it_held_along(gather, alice):
    gather(1)
    set_wanted(alice, DIGEST, False)
    materialise_digests(now=MONDAY_8)

    send()
    materialise_digests(now=MONDAY_8 + DAY)

    assert (mail.outbox, states()) == ([], [State.SKIPPED])


def test_what_is_not_true_any_more_is_left_out(gather, register):
    gather(2)
    materialise_digests(now=MONDAY_8)
    register(
        may_wait=True,
        still_valid=lambda message: "over" if message.object_key.endswith("0") else "",
        render=lambda message: Rendered(f"About {message.object_key}", "Words"),
    )

    send()

    assert [sent.subject for sent in mail.outbox] == ["This week: one thing for you"]
    assert states() == [State.SKIPPED, State.SENT]


def test_digest_of_which_nothing_is_true_any_more_is_not_sent(gather, register):
    gather(2)
    materialise_digests(now=MONDAY_8)
    register(may_wait=True, still_valid=lambda message: "over")

    send()
    materialise_digests(now=MONDAY_8 + DAY)

    assert (mail.outbox, states()) == ([], [State.SKIPPED, State.SKIPPED])


def test_one_without_words_spoils_no_digest(gather, register):
    gather(2)
    materialise_digests(now=MONDAY_8)
    register(
        may_wait=True,
        render=lambda message: Rendered("Fine" if message.object_key.endswith("1") else 1 / 0, "Words"),
    )

    send()

    assert [sent.subject for sent in mail.outbox] == ["This week: one thing for you"]
    assert states() == [State.FAILED, State.SENT]


def test_what_is_withdrawn_while_it_waits_is_not_told(gather):
    gather(1)
    skip_pending("test.notice", "session:0-0", "the session was cancelled")

    assert materialise_digests(now=MONDAY_8) == 0
    assert states() == [State.SKIPPED]


def test_digest_comes_on_the_chosen_day_in_the_persons_zone(alice):
    set_hours(alice, quiet_from=time(20), quiet_until=time(7), digest_weekday=2)
    User.objects.update(time_zone="Asia/Tokyo")

    moment = last_moment(User.objects.get(pk=alice.pk), MONDAY_8)

    assert moment == datetime(2026, 11, 17, 23, tzinfo=UTC)


def test_eight_stays_eight_over_a_clock_change(alice):
    moments = [last_moment(alice, datetime(2026, 10, day, 12, tzinfo=UTC)) for day in (19, 26)]

    assert moments == [datetime(2026, 10, 19, 6, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC)]


def test_digest_leaves_out_what_its_reader_wants_no_more(gather: Callable[[int], None], alice: User) -> None:
    gather(1)
    set_way(alice, "test.notice", Way.NEVER)

    materialise_digests(now=MONDAY_8)
    send()

    assert mail.outbox == []
    assert Message.objects.get(kind="test.notice").state != State.SENT
