"""Days on which a ritual does not meet although its rule names them.

They are its own skip dates, the holidays of its place, and the pauses of its program or of everybody.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from rituals.enums import SessionStatus
from rituals.models import Holiday, Pause, Ritual, Session
from rituals.recurrence import Schedule, parse_rule
from rituals.selectors.touched import was_touched, with_touched


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


def sessions_on(rituals: QuerySet[Ritual], days: Collection[date], *, now: datetime) -> list[Session]:
    """The rituals' dates to come on one of these local days, in order, with `touched`."""
    if not days:
        return []
    spread = timedelta(days=2)  # whatever the zone, a local day lies within it
    first, last = (datetime.combine(day, time.min, UTC) for day in (min(days), max(days)))
    near = Session.objects.filter(
        ritual__in=rituals,
        recurrence_id__isnull=False,
        status=SessionStatus.SCHEDULED,
        starts_at__gt=now,
        starts_at__range=(first - spread, last + spread),
    )
    wanted = frozenset(days)
    found = with_touched(near).select_related("ritual").order_by("starts_at", "pk")
    return [session for session in found if session.starts_at.astimezone(ZoneInfo(session.time_zone)).date() in wanted]


def left_inside(pauses: Collection[Pause], *, now: datetime) -> list[tuple[Pause, list[Session]]]:
    """Each pause with the dates to come inside it that stay, since somebody touched them."""
    days = {day for pause in pauses for day in days_of(pause)}
    found = [session for session in sessions_on(Ritual.objects.running(), days, now=now) if was_touched(session)]
    return [(pause, [session for session in found if _inside(session, pause)]) for pause in pauses]


def _inside(session: Session, pause: Pause) -> bool:
    day = session.starts_at.astimezone(ZoneInfo(session.time_zone)).date()
    meant = session.ritual is not None and pause.program_id in (None, session.ritual.program_id)
    return meant and pause.first_day <= day <= pause.last_day


def missed_dates(ritual: Ritual, *, now: datetime, until: datetime) -> list[tuple[datetime, str]]:
    """When the ritual would have met from `now` to `until` but for a day off, and why it does not."""
    if not ritual.rrule or ritual.first_date is None or ritual.start_time is None:
        return []
    zone = ZoneInfo(ritual.time_zone)
    off = days_off().of(ritual)
    by_rule = Schedule(parse_rule(ritual.rrule), ritual.first_date, ritual.start_time, zone).between(now, until)
    days = ((start, start.astimezone(zone).date()) for start in by_rule)
    return [(start, off[day]) for start, day in days if day in off]
