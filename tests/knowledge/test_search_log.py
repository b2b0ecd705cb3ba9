"""Searches are kept without who asked, once the search is over."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from knowledge.models import SearchLog
from knowledge.services.search_log import asker_mark, forget_askers, note_click, note_search
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory

pytestmark = pytest.mark.django_db


def test_keystrokes_of_one_search_are_one_row_however_long_it_takes(bob: User, monday: datetime) -> None:
    for number, typed in enumerate(("pro", "prompt", "prompt pat", "prompt patterns")):
        note_search(typed, results=3 - number, by=bob, now=monday + timedelta(seconds=20 * number))

    assert list(SearchLog.objects.values_list("query", "results", "asker_mark")) == [
        ("prompt patterns", 0, asker_mark("prompt patterns", bob))
    ]


def test_the_same_words_half_a_minute_later_are_another_search(bob: User, monday: datetime) -> None:
    note_search("prompt", results=3, by=bob, now=monday)
    note_search("prompt", results=3, by=bob, now=monday + timedelta(seconds=30))

    assert SearchLog.objects.count() == 2


def test_another_search_or_another_person_is_another_row(bob: User, charlie: User, monday: datetime) -> None:
    note_search("prompt", results=3, by=bob, now=monday)
    note_search("contracts", results=0, by=bob, now=monday)
    note_search("contracts", results=0, by=charlie, now=monday)

    assert SearchLog.objects.count() == 3


def test_asker_is_forgotten_when_the_search_is_over(bob: User, monday: datetime) -> None:
    note_search("burnout", results=0, by=bob, now=monday)

    assert forget_askers(now=monday + timedelta(minutes=29)) == 0
    assert forget_askers(now=monday + timedelta(minutes=31)) == 1
    assert SearchLog.objects.get().asker is None


def test_mark_tells_askers_of_a_term_apart_and_names_nobody(bob: User, charlie: User, settings: LazySettings) -> None:
    mark = asker_mark("Burn-out!", bob)

    assert len(mark) == 32
    assert asker_mark("burn out", bob) == mark
    assert asker_mark("burn out", charlie) != mark
    assert asker_mark("burnout", bob) != mark
    settings.SECRET_KEY = "another key than before, long enough to be one"
    assert asker_mark("burn out", bob) != mark


def test_click_is_noted_at_the_search_it_came_from_and_only_once(bob: User, charlie: User, monday: datetime) -> None:
    first, second = TilFactory(), TilFactory()
    note_search("prompt", results=3, by=bob, now=monday)

    assert note_click(first, query="prompt", by=charlie, now=monday) is False
    assert note_click(first, query="other", by=bob, now=monday) is False
    assert note_click(first, query="prompt", by=bob, now=monday) is True
    assert note_click(second, query="prompt", by=bob, now=monday) is False
    assert SearchLog.objects.get().clicked == first


def test_search_that_led_somewhere_is_not_overwritten(bob: User, monday: datetime) -> None:
    note_search("prompt", results=3, by=bob, now=monday)
    note_click(TilFactory(), query="prompt", by=bob, now=monday)

    note_search("prompt patterns", results=0, by=bob, now=monday)

    assert SearchLog.objects.count() == 2
