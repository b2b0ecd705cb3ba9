"""Quiet hours end at seven on the recipient's clock."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from peerlearn.outbox.quiet import earliest_polite

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-02T11:00", "2026-03-02T11:00"),
        ("2026-03-02T18:59", "2026-03-02T18:59"),
        ("2026-03-02T19:00", "2026-03-03T06:00"),
        ("2026-03-02T23:30", "2026-03-03T06:00"),
        ("2026-03-03T05:59", "2026-03-03T06:00"),
        ("2026-03-03T06:00", "2026-03-03T06:00"),
        ("2026-03-28T20:00", "2026-03-29T05:00"),
    ],
    ids=["noon", "before eight", "eight", "past midnight", "before seven", "seven", "clocks go forward"],
)
def test_earliest_polite_waits_for_seven_in_berlin(moment, expected):
    moment, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (moment, expected))

    assert earliest_polite(moment, BERLIN, quiet_from=time(20), quiet_until=time(7)) == expected
