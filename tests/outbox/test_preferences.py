"""A person's choice counts over the default of a kind."""

import pytest

from peerlearn.outbox import kinds
from peerlearn.outbox.models import Preference
from peerlearn.outbox.selectors.preferences import Choice, choices_of, wants
from peerlearn.outbox.services.preferences import set_wanted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_kinds(register, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    register("test.usual", label="Usual", default_wanted=True)
    register("test.extra", label="Extra", default_wanted=False)


def test_default_of_the_kind_holds_without_a_choice(alice):
    assert (wants(alice, "test.usual"), wants(alice, "test.extra")) == (True, False)


def test_last_choice_counts(alice, bob):
    set_wanted(alice, "test.usual", True)
    set_wanted(alice, "test.usual", False)
    set_wanted(alice, "test.extra", True)

    assert (wants(alice, "test.usual"), wants(alice, "test.extra")) == (False, True)
    assert (wants(bob, "test.usual"), wants(bob, "test.extra")) == (True, False)
    assert Preference.objects.count() == 2


def test_choices_list_every_kind_by_label(alice):
    set_wanted(alice, "test.extra", True)

    assert choices_of(alice) == [Choice("test.extra", "Extra", True), Choice("test.usual", "Usual", True)]
