"""Quiet hours: what can wait does not reach a person in the evening or at night."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def earliest_polite(moment: datetime, zone: ZoneInfo, *, quiet_from: time, quiet_until: time) -> datetime:
    """`moment` itself outside the quiet hours, else the next `quiet_until` on the clock of `zone`.

    Quiet hours may span midnight; the same time twice means none.

    >>> night = datetime(2026, 3, 2, 22, 30, tzinfo=ZoneInfo("UTC"))
    >>> earliest_polite(night, ZoneInfo("UTC"), quiet_from=time(20), quiet_until=time(7)).isoformat()
    '2026-03-03T07:00:00+00:00'
    """
    local = moment.astimezone(zone)
    if not _quiet(local.time(), quiet_from, quiet_until):
        return moment
    day = local.date() if local.time() < quiet_until else local.date() + timedelta(days=1)
    return datetime.combine(day, quiet_until, tzinfo=zone)


def _quiet(clock: time, quiet_from: time, quiet_until: time) -> bool:
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until
