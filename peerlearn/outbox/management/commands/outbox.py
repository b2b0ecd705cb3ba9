"""`manage.py outbox review`: what a restore holds back is looked at, and what still makes sense goes out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from peerlearn.outbox.selectors.held import held_back
from peerlearn.outbox.services.holds import review_and_release


class Command(BaseCommand):
    help = "After a restore: expire what was due before it, and let the rest of the outbox go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["review"])
        parser.add_argument("--check", action="store_true", help="only say what would expire and what would go out")

    def handle(self, *, action: str, check: bool, **options: Any) -> None:
        held = held_back()
        if held is None:
            self.stdout.write("Nothing is held back.")
            return
        self.stdout.write(
            f"Held since the restore of {held.since:%Y-%m-%d %H:%M} UTC (saved {held.saved_at:%Y-%m-%d %H:%M} UTC)."
        )
        self.stdout.write(
            f"Due before the restore, will expire: {held.too_late}. Due later, will go out: {held.to_come}."
        )
        if not check:
            expired = review_and_release(by=None, now=timezone.now())
            self.stdout.write(f"Expired: {expired}. The outbox is released.")
