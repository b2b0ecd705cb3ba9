import pytest

from peerlearn.people.models import Role
from rituals.models import Ritual, Session
from tests.factories.people import UserFactory

CHANGE_RITUAL, CHANGE, RUN = "rituals.change_ritual", "rituals.change_session", "rituals.run_session"
OPEN_TO_ALL = {"rituals.claim_slot", "rituals.reply_to_session"}
PERMISSIONS = [CHANGE_RITUAL, CHANGE, RUN, *OPEN_TO_ALL]


@pytest.mark.parametrize(
    ("who", "more"),
    [
        ("dora", {CHANGE_RITUAL, CHANGE, RUN}),
        ("alice", {CHANGE, RUN}),
        ("bob", set()),
        ("mara", set()),
        ("lena", {CHANGE_RITUAL, CHANGE}),
        ("admin", {CHANGE_RITUAL, CHANGE}),
    ],
)
def test_permissions_follow_from_facilitating_teaching_and_answering_for_it(request, talk, strategy, who, more) -> None:
    talk.ritual.function = strategy
    user = request.getfixturevalue(who)
    subjects = {CHANGE_RITUAL: talk.ritual}

    assert {name for name in PERMISSIONS if user.has_perm(name, subjects.get(name, talk))} == OPEN_TO_ALL | more


def test_lead_of_another_function_changes_nothing(lena, talk) -> None:
    assert not lena.has_perm(CHANGE, talk)
    assert not lena.has_perm(CHANGE_RITUAL, talk.ritual)


def test_permissions_end_when_somebody_leaves(dora, talk) -> None:
    dora.is_active = False

    assert not any(dora.has_perm(name, talk) for name in ["rituals.create_ritual", "rituals.run_session"])


def test_invited_teacher_runs_nothing_until_accepting(alice, talk) -> None:
    talk.teachings.update(state="invited")

    assert not alice.has_perm("rituals.run_session", talk)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("dora", True),
        ("alice", True),
        ("lena", True),
        ("admin", True),
        ("lydia", True),
        ("bob", False),
        ("mara", False),
        ("charlie", False),
    ],
)
def test_draft_is_seen_by_its_people_and_those_who_answer_for_it(request, talk, strategy, who, sees) -> None:
    Session.objects.update(status="draft")
    Ritual.objects.update(function=strategy)

    assert Session.objects.visible_to(request.getfixturevalue(who)).filter(pk=talk.pk).exists() is sees


@pytest.mark.parametrize("who", ["lena", "admin", "lydia"])
def test_draft_of_a_closed_circle_stays_with_its_members(request, members_only, strategy, who) -> None:
    Session.objects.update(status="draft")
    Ritual.objects.update(function=strategy)

    assert not Session.objects.visible_to(request.getfixturevalue(who)).exists()


def test_draft_is_hidden_from_the_lead_of_another_function(talk, lena) -> None:
    Session.objects.update(status="draft")

    assert not Session.objects.visible_to(lena).exists()


@pytest.fixture
def lydia(db):
    return UserFactory(name="Lydia Lead", roles=[Role.LD_LEAD])
