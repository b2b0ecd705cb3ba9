"""`manage.py derive_credits`: rebuilds the teaching ledger from facts."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from peerlearn.core.windows import Window, local_midnight
from recognition.services.credits import rederive


class Command(BaseCommand):
    help = "Derive the teaching ledger again from sessions and articles, all of it or since a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="first day, as in 2026-11-23")

    def handle(self, *, since: date | None, **options: Any) -> None:
        window = Window(local_midnight(since), timezone.now()) if since else None
        self.stdout.write(f"{rederive(window)} rows of the teaching ledger changed.")
