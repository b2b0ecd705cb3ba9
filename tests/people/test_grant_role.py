"""The command that makes the first administrator."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from peerlearn.people.models import Role, User
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def roles_of(person: User) -> frozenset[str]:
    return User.objects.get(pk=person.pk).roles


def test_role_is_granted_once_and_taken_again(capsys):
    ana = UserFactory(email="ana@example.com", name="Ana Sá")

    call_command("grant_role", "ANA@example.com", "admin")
    call_command("grant_role", "ana@example.com", "admin")
    assert roles_of(ana) == {Role.ADMIN}
    assert ana.role_grants.count() == 1

    call_command("grant_role", "ana@example.com", "admin", "--revoke")
    assert roles_of(ana) == frozenset()
    assert "Ana Sá is administrator now." in capsys.readouterr().out


def test_role_for_nobody_is_refused():
    with pytest.raises(CommandError, match=r"Nobody here has the address nobody@example.com"):
        call_command("grant_role", "nobody@example.com", "admin")
