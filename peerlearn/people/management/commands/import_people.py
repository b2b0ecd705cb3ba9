from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peerlearn.core.csv_import import ImportRefused
from peerlearn.people.services.directory import import_people


class Command(BaseCommand):
    help = "Create and update people from a CSV file; nothing is imported while any row is bad."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only say what would happen")
        parser.add_argument("--skip-bad", action="store_true", help="import the good rows all the same")

    def handle(self, *args: Any, file: Path, check: bool, skip_bad: bool, **options: Any) -> None:
        try:
            report = import_people(file, check=check, skip_bad=skip_bad)
        except ImportRefused as problem:
            raise CommandError(str(problem)) from None
        for line in report.listed():
            self.stderr.write(line)
        if report.problems and not skip_bad:
            raise CommandError(f"{len(report.problems)} bad rows; nothing was imported.")
        if check:
            self.stdout.write(f"Would create {report.created} people and check {report.updated} known ones.")
        else:
            self.stdout.write(
                f"{report.created} people created, {report.updated} updated, {report.unchanged} unchanged."
            )
