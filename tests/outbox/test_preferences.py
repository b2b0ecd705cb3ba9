"""A person's choice counts over the default of a kind."""

from datetime import time

import pytest

from peerlearn.outbox import kinds
from peerlearn.outbox.enums import Way
from peerlearn.outbox.models import Preference
from peerlearn.outbox.selectors.preferences import Choice, choices_of, grouped, quiet_hours_of, wants, way_of
from peerlearn.outbox.services.preferences import set_hours, set_wanted, set_way
from peerlearn.people.models import User

pytestmark = pytest.mark.django_db
BOTH = (Way.AT_ONCE, Way.NEVER)
ALL = (Way.AT_ONCE, Way.DIGEST, Way.NEVER)


@pytest.fixture(autouse=True)
def two_kinds(register, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    register("test.usual", label="Usual", default_wanted=True, may_wait=True)
    register("test.extra", label="Extra", default_wanted=False)
    register("test.post", label="Post", posted=True)


def test_default_of_the_kind_holds_without_a_choice(alice):
    assert (wants(alice, "test.usual"), wants(alice, "test.extra")) == (True, False)


def test_what_waits_by_default_comes_in_the_digest_until_somebody_chooses(register, alice, bob):
    register("test.weekly", label="Weekly", may_wait=True, waits_by_default=True)
    register("test.rare", label="Rare", may_wait=True, waits_by_default=True, default_wanted=False)
    set_way(bob, "test.weekly", Way.AT_ONCE)

    ways = [way_of(person, kinds.get(kind)) for person in (alice, bob) for kind in ("test.weekly", "test.rare")]

    assert ways == [Way.DIGEST, Way.NEVER, Way.AT_ONCE, Way.NEVER]


def test_last_choice_counts(alice, bob):
    set_wanted(alice, "test.usual", True)
    set_way(alice, "test.usual", Way.DIGEST)
    set_wanted(alice, "test.usual", False)
    set_wanted(alice, "test.extra", True)

    assert (wants(alice, "test.usual"), wants(alice, "test.extra")) == (False, True)
    assert (wants(bob, "test.usual"), wants(bob, "test.extra")) == (True, False)
    assert Preference.objects.count() == 2


def test_choices_list_every_kind_for_people_by_label(alice):
    set_way(alice, "test.usual", Way.DIGEST)

    assert choices_of(alice) == [
        Choice("test.extra", "Extra", Way.NEVER, BOTH),
        Choice("test.usual", "Usual", Way.DIGEST, ALL),
    ]


def test_what_cannot_wait_comes_at_once_whatever_was_chosen(alice):
    set_way(alice, "test.extra", Way.DIGEST)

    assert way_of(alice, kinds.get("test.extra")) == Way.AT_ONCE


def test_choices_stand_under_the_part_of_the_product_they_come_from(register, alice):
    register("knowledge.part", label="Part")
    register("rituals.slot", label="Slot")

    titles = [(title, [choice.kind for choice in found]) for title, found in grouped(choices_of(alice))]

    assert titles == [
        ("Rituals", ["rituals.slot"]),
        ("Knowledge", ["knowledge.part"]),
        ("Everything else", ["test.extra", "test.usual"]),
    ]


def test_quiet_hours_are_the_usual_ones_until_somebody_chooses(alice):
    assert quiet_hours_of(alice) == (time(20), time(7))

    set_hours(alice, quiet_from=time(18), quiet_until=time(9), digest_weekday=2)

    assert quiet_hours_of(User.objects.get(pk=alice.pk)) == (time(18), time(9))
