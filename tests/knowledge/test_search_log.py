"""Searches are kept without who asked, once the search is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge.models import SearchLog
from knowledge.services.search_log import forget_askers, note_search
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_keystrokes_of_one_search_are_one_row():
    bob = UserFactory()
    for typed in ("pro", "prompt", "prompt pat", "prompt patterns"):
        note_search(typed, results=3, by=bob, now=timezone.now())

    assert list(SearchLog.objects.values_list("query", flat=True)) == ["prompt patterns"]


def test_another_search_or_another_person_is_another_row():
    bob = UserFactory()
    note_search("prompt", results=3, by=bob, now=timezone.now())
    note_search("contracts", results=0, by=bob, now=timezone.now())
    note_search("contracts", results=0, by=UserFactory(), now=timezone.now())

    assert SearchLog.objects.count() == 3


def test_asker_is_forgotten_when_the_search_is_over():
    note_search("burnout", results=0, by=UserFactory(), now=timezone.now())

    assert forget_askers(now=timezone.now() + timedelta(minutes=29)) == 0
    assert forget_askers(now=timezone.now() + timedelta(minutes=31)) == 1
    assert SearchLog.objects.get().asker is None
