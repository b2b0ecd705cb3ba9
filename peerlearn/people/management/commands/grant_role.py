from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peerlearn.people.models import Role, User
from peerlearn.people.services.roles import grant_role, revoke_role


class Command(BaseCommand):
    help = "Give somebody a role for the whole organisation, such as the first administrator; --revoke takes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--revoke", action="store_true", help="take the role instead")

    def handle(self, *args: Any, email: str, role: str, revoke: bool, **options: Any) -> None:
        person = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}. Import people first (import_people).")
        wanted = Role(role)
        if revoke:
            held = revoke_role(person, wanted)
            self.stdout.write(f"{person} is no {wanted.label} {'any more' if held else 'anyway'}.")
        else:
            grant_role(person, wanted, by=None)
            self.stdout.write(f"{person} is {wanted.label} now.")
