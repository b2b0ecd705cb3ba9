"""`manage.py compute_velocity`: what the nightly job runs, for longer stretches of time too."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from metrics.services.snapshots import compute


class Command(BaseCommand):
    help = "Recompute the figures of the last 35 days, or since a day, from facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="first day, as in 2026-11-23")

    def handle(self, *, since: date | None, **options: Any) -> None:
        written = compute(since=since)
        self.stdout.write(f"{written} snapshots written." if written else "Another run is at work; nothing written.")
