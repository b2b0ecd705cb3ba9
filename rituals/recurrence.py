"""When a ritual meets: a small part of RFC 5545 recurrence, expanded on wall-clock time in the ritual's own zone.

"Tuesday 14:00" stays 14:00 when the clocks change, because dates are counted on local time and only then turned into
instants. Offered are every 1 to 8 weeks on several weekdays, and monthly by weekday; daily and finer rules form no
ritual and are refused. A rule without end is normal: dates are worked out for a limited window at a time.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as rule_weekday
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rituals.enums import RitualKind

MOST_DATES = 200
LONGEST_SPAN = timedelta(days=2 * 366)
MOST_WEEKS = 8
MOST_MONTHS = 12
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
POSITIONS = (1, 2, 3, 4, -1)
PARTS = {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"}
LONGEST_TEXT = 300
ROUND_DAYS = 7  # a written round is open for a week


@dataclass(frozen=True)
class Rule:
    """A rhythm: `weekdays` count from Monday = 0; `position` (1 to 4, or -1 for the last) makes it monthly."""

    weekdays: tuple[int, ...]
    interval: int = 1
    position: int | None = None
    until: date | None = None
    count: int | None = None

    @property
    def monthly(self) -> bool:
        return self.position is not None

    def __str__(self) -> str:
        """The rule as RFC 5545 writes it."""
        days = ",".join(f"{self.position or ''}{DAY_CODES[day]}" for day in self.weekdays)
        parts = [f"FREQ={'MONTHLY' if self.monthly else 'WEEKLY'}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        parts.append(f"BYDAY={days}")
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)


@dataclass(frozen=True)
class Verdict:
    """Whether a rhythm forms a habit, its name in one word or two, and why."""

    good: bool
    word: str
    reason: str


@dataclass(frozen=True)
class Schedule:
    """A rule with what it needs to become dates: the first day to look at, the local time and the zone."""

    rule: Rule
    first_date: date
    start_time: time
    zone: ZoneInfo
    skipped: Collection[date] = ()

    def between(self, start: datetime, end: datetime) -> list[datetime]:
        """The instants in [start, end), in UTC and in order; at most 200, and none two years after `start` or later."""
        end = min(end, start + LONGEST_SPAN)
        return list(islice(takewhile(lambda instant: instant < end, self._instants(start)), MOST_DATES))

    def upcoming(self, now: datetime, count: int = 8) -> list[datetime]:
        """The next `count` instants after `now`, in UTC; fewer when the rule ends."""
        return list(islice(self.between(now, now + LONGEST_SPAN), count))

    def first_from(self, start: datetime) -> datetime | None:
        """The first instant from `start` on; None when there is none within two years."""
        end = start + LONGEST_SPAN
        return next(takewhile(lambda instant: instant < end, self._instants(start)), None)

    def first_start(self, now: datetime | None = None) -> datetime:
        """The first meeting, of those after `now` if it is given, in UTC.

        Raises ValueError when its local time does not exist, when the end is odd, or when there is no such meeting.
        """
        begin = max(self.first_date, now.astimezone(self.zone).date()) if now else self.first_date
        if self.rule.until and self.rule.until - begin > LONGEST_SPAN:
            raise ValueError(_("Choose an end within two years, or none: a ritual may go on."))
        starts = (local for local in self._local_starts() if now is None or as_instant(local, self.zone) > now)
        local = next(starts, None)
        if local is None:
            raise ValueError(_("This rhythm has no date before it ends."))
        return existing_instant(local, self.zone)

    def _instants(self, start: datetime) -> Iterator[datetime]:
        for local in self._local_starts():
            instant = as_instant(local, self.zone)
            if instant >= start and local.date() not in self.skipped:
                yield instant

    def _local_starts(self) -> Iterator[datetime]:
        """Wall-clock starts without a zone, from the first day that fits the rule."""
        rule = self.rule
        days = [rule_weekday(day, rule.position) for day in rule.weekdays]
        first = datetime.combine(first_fitting_day(rule, self.first_date), self.start_time)
        return iter(
            rrule(
                MONTHLY if rule.monthly else WEEKLY,
                dtstart=first,
                interval=rule.interval,
                byweekday=days,
                until=datetime.combine(rule.until, time.max) if rule.until else None,
                count=rule.count,
            )
        )


def parse_rule(text: str) -> Rule:
    """Read an RRULE value. Raises ValueError, in plain words, for anything but the rhythms offered here."""
    parts = _parts(text)
    frequency = parts.get("FREQ")
    if frequency not in ("WEEKLY", "MONTHLY"):
        raise ValueError(_("A ritual repeats weekly or monthly."))
    days = [_weekday(day) for day in parts.get("BYDAY", "").split(",")]
    position = _position({place for place, _day in days}, monthly=frequency == "MONTHLY")
    weekdays = tuple(sorted({day for _place, day in days}))
    if len(weekdays) == len(DAY_CODES):
        raise ValueError(_("A ritual does not meet every day. Choose the days that suit most people."))
    if position is not None and len(weekdays) > 1:
        raise ValueError(_("A monthly ritual meets on one weekday."))
    most = MOST_MONTHS if position is not None else MOST_WEEKS
    return Rule(
        weekdays=weekdays,
        interval=_whole_number(parts.get("INTERVAL", "1"), most),
        position=position,
        until=_day(parts["UNTIL"]) if "UNTIL" in parts else None,
        count=_count(parts["COUNT"]) if "COUNT" in parts else None,
    )


def describe(rule: Rule) -> str:
    """The rhythm in plain words: "Every Tuesday", "Every second week on Tuesday and Thursday"."""
    days = get_text_list([str(WEEKDAYS[day]) for day in rule.weekdays], _("and"))
    if rule.position is not None:
        names = {
            1: _("First %(day)s"),
            2: _("Second %(day)s"),
            3: _("Third %(day)s"),
            4: _("Fourth %(day)s"),
            -1: _("Last %(day)s"),
        }
        every = ngettext("of the month", "of every %(count)d months", rule.interval) % {"count": rule.interval}
        return f"{names[rule.position] % {'day': days}} {every}"
    if rule.interval == 1:
        return _("Every %(days)s") % {"days": days}
    if rule.interval == 2:
        return _("Every second week on %(days)s") % {"days": days}
    return _("Every %(count)d weeks on %(days)s") % {"count": rule.interval, "days": days}


def cadence_verdict(rule: Rule) -> Verdict:
    """Weekly and every second week form a habit; rarer forums do not, and the reason says so."""
    if not rule.monthly and rule.interval == 1:
        return Verdict(True, _("Weekly"), _("People plan around it."))
    if not rule.monthly and rule.interval == 2:
        return Verdict(True, _("Every second week"), _("Often enough to form a habit."))
    word = _("Monthly") if rule.monthly and rule.interval == 1 else _("Rarer than every second week")
    reason = _("People forget it between dates, so fewer come each time. Weekly or every second week forms a habit.")
    return Verdict(False, word, reason)


def first_fitting_day(rule: Rule, day: date) -> date:
    """The first day from `day` on that the rule names; weeks and months are counted from it."""
    weekdays = [rule_weekday(weekday, rule.position) for weekday in rule.weekdays]
    midnight = datetime.combine(day, time.min)
    fitting = rrule(MONTHLY if rule.monthly else WEEKLY, dtstart=midnight, byweekday=weekdays, count=1)
    return next(iter(fitting)).date()


def as_instant(local: datetime, zone: tzinfo) -> datetime:
    """A wall-clock time as an instant: the first of two when clocks go back, moved past the gap when they jump."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def existing_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """A wall-clock time as an instant. Raises ValueError, naming day and place, when clocks there never show it."""
    if not exists(local, zone):
        words = {"time": f"{local:%H:%M}", "day": date_format(local, "j F"), "place": place_of(zone)}
        raise ValueError(_("%(time)s does not exist on %(day)s in %(place)s.") % words)
    return as_instant(local, zone)


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in `zone` ever show `local`; false in the hour that is skipped in spring."""
    return as_instant(local, zone).astimezone(zone).replace(tzinfo=None) == local


def days_later(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time so many days later (or earlier, when negative): a day is not always 24 hours."""
    local = instant.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return as_instant(local, zone)


def session_end(kind: str, starts_at: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """When a session ends: a written round after a week on local time, any other after its minutes."""
    if kind == RitualKind.WORKING_OUT_LOUD:
        return days_later(starts_at, ROUND_DAYS, zone)
    return starts_at + timedelta(minutes=minutes)


def place_of(zone: ZoneInfo) -> str:
    """The city a zone is named after: "Europe/Berlin" becomes "Berlin"."""
    return str(zone).rsplit("/", 1)[-1].replace("_", " ")


def _parts(text: str) -> dict[str, str]:
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("This rule is too long."))
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _equals, value in pairs}
    unknown = set(parts) - PARTS
    if unknown or len(parts) != len(pairs):
        raise ValueError(_("This rule cannot be used: %(parts)s.") % {"parts": ", ".join(sorted(unknown)) or text[:50]})
    if "UNTIL" in parts and "COUNT" in parts:
        raise ValueError(_("Say either until when or how often, not both."))
    return parts


def _weekday(text: str) -> tuple[int | None, int]:
    """The position and the weekday in "2TU" or "TU"."""
    place, code = text[:-2], text[-2:]
    if code not in DAY_CODES:
        raise ValueError(_("Choose at least one weekday."))
    if place and place.lstrip("+") not in {str(position) for position in POSITIONS}:
        raise ValueError(_("A monthly ritual meets on the first to fourth or the last of a weekday."))
    return (int(place) if place else None), DAY_CODES.index(code)


def _position(places: set[int | None], *, monthly: bool) -> int | None:
    if len(places) > 1 or (places == {None}) is monthly:
        raise ValueError(_("A monthly ritual meets on the first to fourth or the last of a weekday."))
    return places.pop()


def _whole_number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= most):
        raise ValueError(_("Repeat every 1 to %(most)d weeks or months.") % {"most": most})
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_DATES and len(text) < 5):
        raise ValueError(_("At most %(most)d sessions.") % {"most": MOST_DATES})
    return int(text)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise ValueError(_("The last date of this rule cannot be read.")) from None
