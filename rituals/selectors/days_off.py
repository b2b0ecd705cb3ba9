"""Days on which a ritual does not meet although its rule names them.

They are its own skip dates, the holidays of its place, and the pauses of its program or of everybody.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from rituals.models import Holiday, Pause, Ritual


@dataclass(frozen=True)
class DaysOff:
    """Every holiday and pause that is kept, so that any number of rituals can be asked."""

    holidays: dict[str, dict[date, str]]
    pauses: tuple[Pause, ...]

    def of(self, ritual: Ritual) -> dict[date, str]:
        """The ritual's days off, each with its reason; reads the prefetched skip dates when there are any."""
        found: dict[date, str] = {}
        for pause in self.pauses:
            if pause.program_id in (None, ritual.program_id):
                found |= dict.fromkeys(days_of(pause), pause.reason)
        if ritual.holiday_location:
            found |= self.holidays.get(ritual.holiday_location, {})
        return found | {skip.day: skip.reason for skip in ritual.skip_dates.all()}


def days_off() -> DaysOff:
    """All holidays and pauses, in two queries."""
    holidays: dict[str, dict[date, str]] = defaultdict(dict)
    for holiday in Holiday.objects.all():
        holidays[holiday.location][holiday.day] = holiday.name
    return DaysOff(dict(holidays), tuple(Pause.objects.order_by("first_day", "pk")))


def days_of(pause: Pause) -> list[date]:
    """Every day of the pause, both ends included."""
    length = (pause.last_day - pause.first_day).days + 1
    return [pause.first_day + timedelta(days=number) for number in range(length)]
