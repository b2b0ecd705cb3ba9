from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from peerlearn.core.windows import local_day
from peerlearn.ops.demo.company import create_company
from peerlearn.ops.demo.continuing import continue_company
from peerlearn.ops.demo.passwords import demo_password
from peerlearn.ops.demo.reference import SIGN_INS, sign_in
from peerlearn.ops.models import DemoCompany
from peerlearn.people.models import User


class Command(BaseCommand):
    help = "Create a reference company as events, or continue the one that is there to yesterday."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--case", choices=["consultancy"], default="consultancy", help="which company")
        parser.add_argument("--scale", type=_positive, default=1, help="times as many people and attendances")
        parser.add_argument("--texts", action="store_true", help="with --scale: transcripts as well")
        parser.add_argument("--seed", type=int, default=7, help="same seed and day, same company")
        parser.add_argument("--today", type=_day, help="the day everything is counted from, as 2026-11-23")
        parser.add_argument("--if-needed", action="store_true", help="create on an empty database, else continue")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or local_day(timezone.now())
        if not User.objects.exists():
            self._create(today, options)
        elif not options["if_needed"]:
            raise CommandError("There are people in this database already. The demo needs an empty one.")
        elif not DemoCompany.objects.exists():
            self.stdout.write("This is no demo company; nothing was done.")
        elif continue_company(today=today, progress=_progress):
            self.stdout.write(f"The demo company went on up to {today}.")

    def _create(self, today: date, options: dict[str, Any]) -> None:
        password = demo_password()
        create_company(
            today=today,
            seed=options["seed"],
            password=password,
            progress=_progress,
            scale=options["scale"],
            with_transcripts=options["scale"] == 1 or options["texts"],
        )
        self.stdout.write(f"Created the demo company as of {today}.")
        if options["verbosity"]:
            self._greet(password)

    def _greet(self, password: str) -> None:
        self.stdout.write(f"Sign in with the password {password} as one of")
        for role in SIGN_INS:
            self.stdout.write(f"  {sign_in(role)}")


def _progress(batches: Sequence[Any]) -> Iterable[Any]:
    return tqdm(batches, desc="Writing what was said", unit="batch", disable=None)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError("must be 1 or more")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"not a day such as 2026-11-23: {text}") from None
