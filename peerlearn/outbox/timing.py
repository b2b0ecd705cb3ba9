"""How long the outbox waits for what. The setting OUTBOX = {"lease": timedelta(seconds=3), …} changes single values."""

from dataclasses import dataclass
from datetime import time, timedelta

from django.conf import settings


@dataclass(frozen=True)
class Timing:
    """`lease` covers a whole batch at `send_limit` each; a send begins only with `reserve` of it left."""

    lease: timedelta = timedelta(seconds=60)
    reserve: timedelta = timedelta(seconds=15)
    connect_limit: timedelta = timedelta(seconds=5)
    send_limit: timedelta = timedelta(seconds=10)
    first_pause: timedelta = timedelta(minutes=1)
    longest_pause: timedelta = timedelta(minutes=30)
    tick: timedelta = timedelta(minutes=1)
    sweep_budget: timedelta = timedelta(seconds=30)
    keep_texts: timedelta = timedelta(days=90)
    quiet_from: time = time(20)
    quiet_until: time = time(7)

    def pause_after(self, attempts: int) -> timedelta:
        """The pause after so many failed tries: 1, 2, 4 … 30 minutes.

        >>> [Timing().pause_after(attempts) // timedelta(minutes=1) for attempts in (1, 2, 3, 6, 60)]
        [1, 2, 4, 30, 30]
        """
        doublings = min(attempts - 1, 20)  # enough for any setting, and no overflow after a long outage
        return min(self.first_pause * 2**doublings, self.longest_pause)


def timing() -> Timing:
    """The values in force."""
    return Timing(**getattr(settings, "OUTBOX", {}))
