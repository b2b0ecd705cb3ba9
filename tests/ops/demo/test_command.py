"""The demo command keeps away from a real company, and its password from other people's eyes."""

import stat

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from peerlearn.ops.demo.passwords import demo_password
from peerlearn.ops.models import DemoCompany
from peerlearn.people.models import User


def test_demo_if_needed_beside_real_people_does_nothing_and_says_so(alice, capsys):
    people = set(User.objects.values_list("email", flat=True))

    call_command("demo", if_needed=True)

    assert capsys.readouterr().out == "This is no demo company; nothing was done.\n"
    assert set(User.objects.values_list("email", flat=True)) == people
    assert not DemoCompany.objects.exists()


def test_demo_beside_real_people_is_refused(alice):
    with pytest.raises(CommandError, match="needs an empty one"):
        call_command("demo")


@pytest.mark.parametrize(
    ("argument", "reason"),
    [("--today=23.11.2026", "not a day"), ("--scale=0", "1 or more"), ("--case=nobody", "invalid choice")],
)
def test_demo_with_an_odd_argument_is_refused(argument, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("demo", argument)


def test_demo_password_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("PEERLEARN_VAR", str(tmp_path))

    password = demo_password()

    file = tmp_path / "demo-password"
    assert demo_password() == password == file.read_text().strip()
    assert len(password) == 19
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
