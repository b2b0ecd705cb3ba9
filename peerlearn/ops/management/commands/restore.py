"""`manage.py restore FILE`: a saved instance in the place of an empty one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peerlearn.ops.backup.archive import Refused
from peerlearn.ops.backup.bar import bar
from peerlearn.ops.backup.whole import restore


class Command(BaseCommand):
    help = "Put a saved instance in the place of this empty one; all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="even when this instance has data: all of it is lost"
        )

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        try:
            saved_at = restore(file, replace=replace, bar=bar)
        except Refused as reason:
            raise CommandError(f"{reason} Nothing was changed.") from reason
        self.stdout.write(f"Restored as of {saved_at:%Y-%m-%d %H:%M} UTC. Everybody signs in again.")
        self.stdout.write("Nothing is sent until somebody has looked at it: manage.py outbox review")
