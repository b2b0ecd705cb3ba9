"""What people use again is counted once a day and person, and never for whoever taught it."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection

from knowledge.models import Article, Copied, Watched
from knowledge.services.reuse import record_copy, record_watching
from peerlearn.people.models import User
from tests.conftest import MONDAY
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.people import UserFactory


def test_copy_counts_once_a_day_for_each_snippet(bob: User) -> None:
    first = SnippetFactory()
    second = SnippetFactory(article=first.article)

    for snippet, moment in [(first, MONDAY), (first, MONDAY), (second, MONDAY), (first, MONDAY + timedelta(days=1))]:
        record_copy(snippet, user=bob, now=moment)

    assert list(Copied.objects.order_by("day", "snippet").values_list("snippet", "user", "day")) == [
        (first.pk, bob.pk, date(2026, 11, 23)),
        (second.pk, bob.pk, date(2026, 11, 23)),
        (first.pk, bob.pk, date(2026, 11, 24)),
    ]


def test_copy_and_watching_by_whoever_taught_it_or_of_a_draft_is_no_reuse(alice: User, bob: User) -> None:
    article = capture_of(held_session(alice))
    draft = TilFactory(published_at=None)

    record_copy(SnippetFactory(article=article), user=alice, now=MONDAY)
    record_copy(SnippetFactory(article=draft), user=bob, now=MONDAY)
    record_watching(article, user=alice, seconds=60, now=MONDAY)
    record_watching(draft, user=bob, seconds=60, now=MONDAY)

    assert not Copied.objects.exists()
    assert not Watched.objects.exists()


def test_seconds_of_a_day_add_up_and_never_to_more_than_a_day(bob: User) -> None:
    article = TilFactory()

    for moment in (MONDAY, MONDAY + timedelta(hours=2), MONDAY + timedelta(days=1)):
        record_watching(article, user=bob, seconds=50, now=moment)
    assert list(Watched.objects.order_by("day").values_list("seconds", flat=True)) == [100, 50]

    Watched.objects.update(seconds=86_390)
    record_watching(article, user=bob, seconds=50, now=MONDAY)
    assert Watched.objects.get(day=date(2026, 11, 23)).seconds == 86_400


@pytest.mark.django_db(transaction=True)
def test_reports_of_two_windows_at_once_are_both_added() -> None:
    article, user = TilFactory(), UserFactory()

    threads = [Thread(target=_report_ten_times, args=(article, user)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Watched.objects.get().seconds == 20


def _report_ten_times(article: Article, user: User) -> None:
    for _ in range(10):
        record_watching(article, user=user, seconds=1, now=MONDAY)
    connection.close()
