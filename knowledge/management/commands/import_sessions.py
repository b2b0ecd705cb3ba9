"""Bulk import of past sessions with their transcripts; idempotent by id."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from knowledge.services.session_import import SessionReport, import_sessions
from peerlearn.core.csv_import import ImportRefused

WARNINGS_SHOWN = 20


class Command(BaseCommand):
    help = "Imports past sessions and their transcripts; nothing is imported while any line is bad."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON lines, one session each")
        parser.add_argument("--files", type=Path, metavar="DIR", help="where the transcripts lie")
        parser.add_argument("--check", action="store_true", help="only say what would happen")
        parser.add_argument("--skip-bad", action="store_true", help="import the good lines all the same")

    def handle(self, *args: Any, file: Path, files: Path | None, check: bool, skip_bad: bool, **options: Any) -> None:
        try:
            report = import_sessions(
                file, files=files, check=check, skip_bad=skip_bad, now=timezone.now(), progress=_bar
            )
        except ImportRefused as problem:
            raise CommandError(str(problem)) from None
        for line in report.listed():
            self.stderr.write(line)
        self._warn(report)
        if report.problems and not skip_bad:
            raise CommandError(f"{len(report.problems)} bad lines; nothing was imported.")
        self.stdout.write(_summary(report, check))

    def _warn(self, report: SessionReport) -> None:
        for warning in report.warnings[:WARNINGS_SHOWN]:
            self.stderr.write(warning)
        if len(report.warnings) > WARNINGS_SHOWN:
            self.stderr.write(f"… and {len(report.warnings) - WARNINGS_SHOWN} more warnings.")


def _bar(items: Sequence[Any], label: str) -> Iterable[Any]:
    return tqdm(items, desc=label, file=sys.stderr, mininterval=0.5, dynamic_ncols=True, disable=None)


def _summary(report: SessionReport, check: bool) -> str:
    verb = "would be imported" if check else "imported"
    return (
        f"{report.created:,} sessions {verb}, {report.transcripts:,} of them with a transcript; "
        f"{report.unchanged:,} already here and unchanged."
    )
