"""How long does the server take for a month of the calendar, with few sessions and with very many?

    python bench/calendar_month.py

Makes a database of its own, fills one month with 20 and then with 2,000 sessions, and prints for each the median time
of the page, its number of queries and its size. Exits with 1 when the full month asks more than the quiet one.
"""

import os
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SIZES, ROUNDS = (20, 2000), 20
FIRST = datetime(2026, 11, 2, 8, tzinfo=UTC)


class Cost(NamedTuple):
    milliseconds: float
    queries: int
    bytes: int


def main() -> int:
    _start_django()
    from django.db import connection  # noqa: PLC0415 -- Django is set up first
    from django.test.utils import override_settings  # noqa: PLC0415 -- Django is set up first

    database = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            costs = [_cost(number) for number in SIZES]
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)
    for number, cost in zip(SIZES, costs, strict=True):
        print(f"{number:>5} sessions: {cost.milliseconds:6.1f} ms, {cost.queries} queries, {cost.bytes / 1000:.0f} kB")
    return 0 if len({cost.queries for cost in costs}) == 1 else 1


def _start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.test")
    from peerlearn.embedded.environment import complete  # noqa: PLC0415 -- Django is set up first

    complete(os.environ)
    import django  # noqa: PLC0415 -- Django is set up first

    django.setup()


def _cost(number: int) -> Cost:
    from django.db import connection  # noqa: PLC0415 -- Django is set up first
    from django.test import Client  # noqa: PLC0415 -- Django is set up first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- Django is set up first

    client = Client()
    client.force_login(_filled_month(number), backend="peerlearn.people.backends.DirectoryBackend")
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        page = client.get("/calendar/?month=2026-11")
        times.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get("/calendar/?month=2026-11")
    return Cost(statistics.median(times), len(queries), len(page.content))


def _filled_month(number: int) -> Any:
    """A month with that many sessions and nothing else, each of a ritual's week; returns who looks at it."""
    from peerlearn.people.models import User  # noqa: PLC0415 -- Django is set up first
    from rituals.models import Ritual, Session  # noqa: PLC0415 -- Django is set up first

    Session.objects.all().delete()
    ritual, _made = Ritual.objects.get_or_create(slug="bench", defaults={"name": "AI brown bag"})
    starts = [FIRST + timedelta(days=place % 28, minutes=place // 28) for place in range(number)]
    Session.objects.bulk_create(
        Session(ritual=ritual, title=f"Talk {place}", starts_at=start, ends_at=start + timedelta(minutes=30))
        for place, start in enumerate(starts)
    )
    user, _made = User.objects.get_or_create(email="bench@example.com", defaults={"name": "Ben Chmark"})
    return user


if __name__ == "__main__":
    sys.exit(main())
