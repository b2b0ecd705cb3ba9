"""The page on which a person chooses which messages they get."""

import pytest
from django.urls import reverse

from peerlearn.outbox import kinds
from peerlearn.outbox.selectors.preferences import choices_of, wants
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_ticked_kinds_are_wanted_and_the_others_are_not(client_of):
    bob = UserFactory()
    chosen = choices_of(bob)[0].kind

    response = client_of(bob).post(reverse("outbox:preferences"), {"wanted": [chosen, "no.such_kind"]})

    assert response.status_code == 302
    assert {kind.name for kind in kinds.registered() if wants(bob, kind.name)} == {chosen}


def test_choice_of_one_person_leaves_others_alone(client_of):
    bob, eve = UserFactory(), UserFactory()
    before = choices_of(eve)

    client_of(bob).post(reverse("outbox:preferences"), {"wanted": []})

    assert choices_of(eve) == before
