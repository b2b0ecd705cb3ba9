import pytest

PERMISSIONS = ["rituals.change_ritual", "rituals.run_session", "rituals.claim_slot", "rituals.reply_to_session"]


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("dora", {"rituals.change_ritual", "rituals.run_session", "rituals.claim_slot", "rituals.reply_to_session"}),
        ("alice", {"rituals.run_session", "rituals.claim_slot", "rituals.reply_to_session"}),
        ("bob", {"rituals.claim_slot", "rituals.reply_to_session"}),
        ("admin", {"rituals.claim_slot", "rituals.reply_to_session"}),
    ],
)
def test_permissions_follow_from_facilitating_and_teaching(request, talk, who: str, allowed: set[str]) -> None:
    user = request.getfixturevalue(who)
    subjects = {"rituals.change_ritual": talk.ritual}

    assert {name for name in PERMISSIONS if user.has_perm(name, subjects.get(name, talk))} == allowed


def test_permissions_end_when_somebody_leaves(dora, talk) -> None:
    dora.is_active = False

    assert not any(dora.has_perm(name, talk) for name in ["rituals.create_ritual", "rituals.run_session"])


def test_invited_teacher_runs_nothing_until_accepting(alice, talk) -> None:
    talk.teachings.update(state="invited")

    assert not alice.has_perm("rituals.run_session", talk)
