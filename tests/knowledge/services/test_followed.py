"""What was new last week on followed topics, for each reader what they may see."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from knowledge.enums import Visibility
from knowledge.models import Article
from knowledge.notices.followed import NEW_IN_FOLLOWED
from knowledge.services.followed import tell_followers
from peerlearn.core.windows import local_day, local_midnight
from peerlearn.outbox.enums import State, Way
from peerlearn.outbox.models import Message
from peerlearn.outbox.notices import DIGEST
from peerlearn.outbox.services.digests import materialise_digests
from peerlearn.outbox.services.preferences import set_way
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from peerlearn.topics.services.following import follow
from peerlearn.topics.services.topics import find_or_create_topics
from tests.factories.knowledge import TilFactory
from tests.factories.people import UserFactory

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def awake(settings: Any) -> None:
    settings.OUTBOX = {"quiet_from": time.max, "quiet_until": time.min}


@pytest.fixture
def now() -> datetime:
    """The outbox goes by the clock of the database."""
    return timezone.now()


@pytest.fixture
def start(now: datetime) -> datetime:
    """When the last whole week began."""
    today = local_day(now)
    return local_midnight(today - timedelta(days=today.weekday() + 7))


@pytest.fixture
def contracts(db: None) -> Topic:
    return find_or_create_topics(["Contracts"])[0]


def published(title: str, topic: Topic, at: datetime, **fields: Any) -> Article:
    article = TilFactory(title=title, published_at=at, **fields)
    article.topics.set([topic])
    return article


def told_at_once(reader: User, now: datetime) -> Any:
    set_way(reader, NEW_IN_FOLLOWED, Way.AT_ONCE)
    tell_followers(now=now)
    sweep()
    (letter,) = mail.outbox
    return letter


def test_reader_hears_of_the_last_whole_week_and_only_what_they_may_see(
    alice: User, bob: User, contracts: Topic, now: datetime, start: datetime
) -> None:
    end = local_midnight(local_day(start) + 7 * DAY)
    follow(contracts, bob)
    published("Before", contracts, start - timedelta(seconds=1))
    published("First", contracts, start)
    published("Last", contracts, end - timedelta(seconds=1))
    published("After", contracts, end)
    published("Closed", contracts, start + DAY, visibility=Visibility.AUTHOR, author=alice)
    published("Unwritten", contracts, start + DAY).topics.clear()
    published("Own", contracts, start + DAY, author=bob)

    letter = told_at_once(bob, now)

    assert letter.subject == "New in what you follow: Last; First"
    html = letter.alternatives[0].content
    assert "/wiki/" in letter.body and "/#followed-heading" in letter.body
    for title in ("Before", "After", "Closed", "Unwritten", "Own"):
        assert title not in letter.body and title not in html


def test_many_are_capped_and_counted(bob: User, contracts: Topic, now: datetime, start: datetime) -> None:
    follow(contracts, bob)
    for number in range(12):
        published(f"Share {number:02}", contracts, start + 3 * DAY + timedelta(minutes=number))

    letter = told_at_once(bob, now)

    assert letter.subject == "New in what you follow: Share 11; Share 10; Share 09; 9 more"
    assert letter.body.count("/wiki/") == 10
    assert "Share 02" in letter.body and "Share 01" not in letter.body
    assert "These are the newest 10 of 12." in letter.body


def test_it_comes_in_the_digest_and_a_single_one_opens_at_once(
    alice: User, bob: User, contracts: Topic, now: datetime, start: datetime
) -> None:
    follow(contracts, bob)
    article = published("Signing", contracts, start + DAY)
    tell_followers(now=now)

    sweep()
    assert mail.outbox == []
    assert Message.objects.get(kind=NEW_IN_FOLLOWED).state == State.GATHERED
    Message.objects.update(updated_at=now - 8 * DAY)
    materialise_digests(now=now)
    Message.objects.filter(kind=DIGEST).update(next_try_at=now - DAY, expires_at=now + DAY)
    sweep()

    (letter,) = mail.outbox
    assert "New in what you follow: Signing" in letter.body
    assert article.get_absolute_url() in letter.body


@pytest.mark.parametrize("hide", [{"published_at": None}, {"visibility": Visibility.AUTHOR}])
def test_nothing_is_said_of_what_was_taken_back_meanwhile(
    bob: User, contracts: Topic, now: datetime, start: datetime, hide: dict[str, Any]
) -> None:
    set_way(bob, NEW_IN_FOLLOWED, Way.AT_ONCE)
    follow(contracts, bob)
    published("Signing", contracts, start + DAY)
    tell_followers(now=now)
    Article.objects.update(**hide)

    sweep()

    assert mail.outbox == []
    assert Message.objects.get().state == State.SKIPPED


@pytest.mark.parametrize("readers", [1, 3])
def test_all_who_follow_are_told_once_a_week_by_two_statements(
    contracts: Topic, now: datetime, start: datetime, readers: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for reader in UserFactory.create_batch(readers):
        follow(contracts, reader)
        published(f"For {reader}", contracts, start + DAY)
    follow(contracts, UserFactory(is_active=False))
    follow(find_or_create_topics(["Law"])[0], UserFactory())

    with django_assert_num_queries(2):
        assert tell_followers(now=now) == readers

    assert tell_followers(now=now) == 0
    assert tell_followers(now=now + 7 * DAY) == 0


def test_german_reader_reads_german(bob: User, contracts: Topic, now: datetime, start: datetime) -> None:
    User.objects.filter(pk=bob.pk).update(language="de")
    follow(contracts, bob)
    published("Verträge", contracts, start + DAY)

    assert told_at_once(bob, now).subject == "Neu in dem, was du verfolgst: Verträge"
