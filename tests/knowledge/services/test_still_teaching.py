"""The line a week that tells teachers how many people learned from them, against rows that a person can count."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from knowledge.models import Article, Copied, Opening, Watched
from knowledge.notices.still_teaching import STILL_TEACHING
from knowledge.selectors.reuse import Uses, Week, still_teaching, weeks_of_teachers
from knowledge.services.still_teaching import tell_still_teaching
from peerlearn.core.windows import local_day
from peerlearn.outbox.enums import State, Way
from peerlearn.outbox.models import Message
from peerlearn.outbox.notices import DIGEST
from peerlearn.outbox.services.digests import materialise_digests
from peerlearn.outbox.services.preferences import set_way
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.enums import TeachingState
from tests.factories.knowledge import HELD, TilFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import TeachingFactory

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY + timedelta(days=6)
DAY = timedelta(days=1)


@pytest.fixture
def talk(alice: User) -> Article:
    return capture_of(held_session(alice))


@pytest.fixture(autouse=True)
def awake(settings: Any) -> None:
    settings.OUTBOX = {"quiet_from": time.max, "quiet_until": time.min}


def copied(article: Article, person: User, *days: date) -> None:
    Copied.objects.bulk_create(Copied(article=article, user=person, day=day) for day in days)


def last_monday(now: datetime) -> date:
    today = local_day(now)
    return today - timedelta(days=today.weekday() + 7)


def test_week_counts_each_person_once_from_monday_to_sunday(talk: Article, alice: User) -> None:
    bob, charlie, dan, eve = UserFactory.create_batch(4)
    share = TilFactory(author=alice)
    copied(talk, bob, MONDAY, SUNDAY)
    copied(share, bob, SUNDAY)
    Watched.objects.create(article=talk, user=charlie, day=SUNDAY, seconds=120)
    Watched.objects.create(article=talk, user=dan, day=SUNDAY, seconds=119)
    Opening.objects.create(article=talk, user=dan, day=MONDAY)
    copied(share, eve, MONDAY - DAY, SUNDAY + DAY)

    assert weeks_of_teachers(MONDAY) == {alice.pk: Week(2, Uses(taught=3))}
    assert weeks_of_teachers(MONDAY - 7 * DAY) == {alice.pk: Week(1, Uses(taught=3))}
    assert weeks_of_teachers(MONDAY - 14 * DAY) == {}
    assert still_teaching(alice).total.taught == 3


def test_week_leaves_out_what_is_not_theirs(talk: Article, alice: User, bob: User) -> None:
    dan, eve = UserFactory.create_batch(2)
    TeachingFactory(session=talk.session, user=dan)
    TeachingFactory(session=talk.session, user=eve, state=TeachingState.INVITED)
    copied(talk, dan, MONDAY)
    copied(TilFactory(author=alice, published_at=None), bob, MONDAY)
    copied(TilFactory(author=UserFactory(is_active=False)), bob, MONDAY)
    assert weeks_of_teachers(MONDAY) == {}

    copied(talk, bob, MONDAY)

    assert weeks_of_teachers(MONDAY) == {number: Week(1, Uses(taught=1)) for number in (alice.pk, dan.pk)}
    assert weeks_of_teachers(MONDAY, only=dan) == {dan.pk: Week(1, Uses(taught=1))}
    assert weeks_of_teachers(MONDAY, only=eve) == {}


@pytest.mark.parametrize("teachers", [1, 3])
def test_all_teachers_are_told_by_three_statements(
    teachers: int, bob: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    now = timezone.now()
    for _number in range(teachers):
        copied(capture_of(held_session(UserFactory())), bob, last_monday(now))

    with django_assert_num_queries(3):
        assert tell_still_teaching(now=now) == teachers

    assert tell_still_teaching(now=now + timedelta(minutes=5)) == 0
    assert tell_still_teaching(now=now + 7 * DAY) == 0


def test_teacher_reads_it_in_the_digest_as_counts(talk: Article, alice: User) -> None:
    now = timezone.now()
    monday = last_monday(now)
    before = UserFactory.create_batch(5, start_date=HELD.date())
    later = UserFactory.create_batch(6, start_date=HELD.date() + DAY)
    for person in (*before, *later):
        copied(talk, person, monday - 30 * DAY)
    for person in later[:2]:
        copied(talk, person, monday, monday + DAY)
    tell_still_teaching(now=now)

    sweep()
    assert mail.outbox == []
    assert Message.objects.get(kind=STILL_TEACHING).state == State.GATHERED
    Message.objects.update(updated_at=now - 8 * DAY)
    materialise_digests(now=now)
    Message.objects.filter(kind=DIGEST).update(next_try_at=now - DAY, expires_at=now + DAY)
    sweep()

    (letter,) = mail.outbox
    day = f"{monday.day} {monday:%B}"
    line = f"Still teaching: 2 people in the week from {day}; 11 in all, 6 of whom had not joined when you gave it"
    assert line in letter.body
    assert f"/people/{alice.pk}/#still-teaching" in letter.body
    html = letter.alternatives[0].content
    assert not any(person.name in text for person in (*before, *later) for text in (letter.body, html))


def test_who_wants_it_at_once_gets_the_whole_sentence(talk: Article, alice: User, bob: User) -> None:
    now = timezone.now()
    monday = last_monday(now)
    set_way(alice, STILL_TEACHING, Way.AT_ONCE)
    copied(talk, bob, monday)
    tell_still_teaching(now=now)

    sweep()

    (letter,) = mail.outbox
    day = f"{monday.day} {monday:%B}"
    assert letter.subject == f"Still teaching: 1 person in the week from {day}; 1 in all"
    sentence = f"In the week from {day}, 1 person watched, copied or was helped by what you taught."
    assert f"{sentence} Until now it is 1 person in all." in letter.body
    assert "had not joined" not in letter.body
    assert bob.name not in letter.body


def test_german_teacher_reads_german(talk: Article, alice: User, bob: User) -> None:
    now = timezone.now()
    User.objects.filter(pk=alice.pk).update(language="de")
    set_way(alice, STILL_TEACHING, Way.AT_ONCE)
    copied(talk, bob, last_monday(now))
    tell_still_teaching(now=now)

    sweep()

    assert mail.outbox[0].subject.startswith("Lehrt weiter: 1 Person in der Woche ab ")


def test_nothing_is_said_when_it_was_taken_back_meanwhile(talk: Article, alice: User, bob: User) -> None:
    now = timezone.now()
    set_way(alice, STILL_TEACHING, Way.AT_ONCE)
    copied(talk, bob, last_monday(now))
    tell_still_teaching(now=now)
    Article.objects.update(published_at=None)

    sweep()

    assert mail.outbox == []
    assert Message.objects.get().state == State.SKIPPED
