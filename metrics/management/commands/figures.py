"""`manage.py figures`: the figures as JSON, and beside the reference case."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from metrics.asked import day_asked, month_asked
from metrics.reference_case import EXPECTED, PROGRAM_DAYS, verdict
from metrics.selectors.facts import month_frame, trailing_frame
from metrics.selectors.figures import figures
from peerlearn.core.windows import local_midnight
from rituals.models import Program


def month(text: str) -> date:
    try:
        return month_asked(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a month; write 2026-11.") from error


def day(text: str) -> date:
    try:
        return day_asked(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day; write 2026-11-23.") from error


class Command(BaseCommand):
    help = "Print the figures of the trailing 28 days or of a calendar month as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--program", metavar="SLUG", help="one program; default: the whole organisation")
        parser.add_argument(
            "--month", type=month, metavar="YYYY-MM", help="a calendar month; default: trailing 28 days"
        )
        parser.add_argument("--as-of", type=day, metavar="DATE", help="as seen at the first instant of that day")
        parser.add_argument(
            "--case-check", action="store_true", help="compare with the reference case at the end of its week 26"
        )

    def handle(
        self, *, program: str | None, month: date | None, as_of: date | None, case_check: bool, **options: Any
    ) -> None:
        if case_check:
            self._check_case()
            return
        now = local_midnight(as_of) if as_of else timezone.now()
        frame = month_frame(month, now) if month else trailing_frame(now)
        self.stdout.write(json.dumps(figures(frame, _program(program)), indent=2))

    def _check_case(self) -> None:
        """Print each figure beside the expected one. Raises CommandError, so exits with 1, when one differs."""
        frame = trailing_frame(_end_of_week_26())
        found = figures(frame)
        del found["window"]
        compared = {
            name: {"value": value, "expected": EXPECTED.get(name), "verdict": verdict(name, value)}
            for name, value in found.items()
        }
        lines = (f"  {json.dumps(name)}: {json.dumps(line)}" for name, line in compared.items())
        self.stdout.write("{\n" + ",\n".join(lines) + "\n}")
        different = [name for name, line in compared.items() if line["verdict"] == "differs"]
        if different:
            raise CommandError(f"Differs from the reference case: {', '.join(different)}.")


def _program(slug: str | None) -> Program | None:
    if slug is None:
        return None
    try:
        return Program.objects.get(slug=slug)
    except Program.DoesNotExist as error:
        raise CommandError(f"There is no program {slug}.") from error


def _end_of_week_26() -> datetime:
    """The demo company's program began 182 days before it."""
    program = Program.objects.order_by("pk").first()
    if program is None:
        raise CommandError("There is no program to check; create the reference case with manage.py demo.")
    return local_midnight(program.starts_on + timedelta(days=PROGRAM_DAYS))
