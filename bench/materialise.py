"""How long does it take to put a year of many rituals on the calendar, and to look again when nothing is missing?

    python bench/materialise.py [--rituals 1000] [--weeks 52]

Makes a database of its own, fills it in one pass, repeats the pass, and prints the seconds of both. Exits with 1 when
the first takes 60 seconds or more, the second one second or more, or when a date is missing.
"""

import os
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS, MOST_SECONDS_AGAIN = 60, 1
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAYS = ("MO", "TU", "WE", "TH", "FR")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney")


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rituals", type=int, default=1000)
    parser.add_argument("--weeks", type=int, default=52)
    options = parser.parse_args()
    _start_django()
    from django.db import connection  # noqa: PLC0415 -- Django is set up first

    database = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _make_rituals(options.rituals)
        made, seconds = _pass(options.weeks)
        again, seconds_again = _pass(options.weeks)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)
    print(f"{made:,} sessions of {options.rituals:,} rituals in {seconds:.1f} s; {again} more in {seconds_again:.3f} s")
    complete = made == options.rituals * options.weeks and again == 0
    return 0 if complete and seconds < MOST_SECONDS and seconds_again < MOST_SECONDS_AGAIN else 1


def _start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.test")
    from peerlearn.embedded.environment import complete  # noqa: PLC0415 -- Django is set up first

    complete(os.environ)
    import django  # noqa: PLC0415 -- Django is set up first

    django.setup()


def _make_rituals(number: int) -> None:
    """Weekly rituals that began up to two years ago, on every weekday and in four zones."""
    from rituals.models import Ritual  # noqa: PLC0415 -- Django is set up first

    Ritual.objects.bulk_create(
        Ritual(
            name=f"Ritual {place}",
            slug=f"ritual-{place}",
            rrule=f"FREQ=WEEKLY;BYDAY={DAYS[place % len(DAYS)]}",
            first_date=date(2024, 12, 2) + timedelta(weeks=place % 100, days=place % len(DAYS)),
            start_time=hour(9 + place % 8),
            time_zone=ZONES[place % len(ZONES)],
        )
        for place in range(number)
    )


def _pass(weeks: int) -> tuple[int, float]:
    from rituals.services.series import materialise_all  # noqa: PLC0415 -- Django is set up first

    began = time.perf_counter()
    made = materialise_all(now=NOW, horizon=timedelta(weeks=weeks))
    return made, time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
