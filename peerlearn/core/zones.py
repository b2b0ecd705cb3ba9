"""The time zones people may choose."""

import zoneinfo
from functools import cache

NO_PLACES = {"Factory", "localtime"}  # one machine's own clock means nothing on another


@cache
def known_zones() -> frozenset[str]:
    """All IANA zones; asked once, since each asking reads the whole zone folder."""
    return frozenset(zoneinfo.available_timezones() - NO_PLACES)
