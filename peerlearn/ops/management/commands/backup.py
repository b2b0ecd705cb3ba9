"""`manage.py backup FILE`: the whole instance in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peerlearn.ops.backup.archive import Refused
from peerlearn.ops.backup.bar import bar
from peerlearn.ops.backup.whole import back_up


class Command(BaseCommand):
    help = "Save the whole instance, database and uploads, to one new file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            members = back_up(file, bar=bar)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Saved to {file}: {members} tables and uploads, {file.stat().st_size:,} bytes.")
        self.stdout.write("Secrets are not in it: keep SECRET_KEY and the settings somewhere else.")
