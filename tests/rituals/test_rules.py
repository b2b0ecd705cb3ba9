import pytest

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
