"""The series of a ritual as one person's calendar should show it (RFC 5545), day for day as they come to it.

Days off and dates without the person are taken out, and dates that moved stand where they are now. A series that a
change "from here on" cut off lasts as long as dates of it are left.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from peerlearn.people.models import User
from rituals.enums import COMES, Reply, SessionStatus, TeachingState
from rituals.models import RSVP, CalendarInvitation, Ritual, SeriesReply, Session, Teaching
from rituals.recurrence import LONGEST_SPAN, Schedule, as_instant, parse_rule, session_end
from rituals.selectors.days_off import days_off

NOT_SHOWN = (SessionStatus.DRAFT, SessionStatus.CANCELLED)
LOOKS_BACK = timedelta(weeks=4)  # single dates of a series that are older need no telling any more
PLACE_LENGTH = 500
UNTIL_FORMAT = "%Y%m%dT%H%M%SZ"

Shown = tuple[datetime, datetime, str]


@dataclass(frozen=True)
class Series:
    """A series as one person's calendar should show it.

    `deviations` are its instants that take place otherwise for this person: as that session says, or not at all.
    """

    uid: str
    ritual: Ritual
    rrule: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    whereabouts: str
    instants: frozenset[datetime]
    deviations: dict[datetime, Session | None]

    @property
    def skipped(self) -> list[datetime]:
        return sorted(instant for instant, session in self.deviations.items() if session is None)

    @property
    def moved(self) -> list[Session]:
        """Dates that stand elsewhere, in the order in which the rule gave them."""
        return [session for _instant, session in sorted(self.deviations.items(), key=itemgetter(0)) if session]

    def plain_at(self, instant: datetime) -> Shown:
        """What the rule alone says."""
        return instant, instant + (self.ends_at - self.starts_at), self.whereabouts

    def shown_at(self, instant: datetime) -> Shown | None:
        """What stands at an instant of the series; None when nothing does."""
        if instant not in self.deviations:
            return self.plain_at(instant)
        session = self.deviations[instant]
        return shown(session) if session else None


def whereabouts(place: str, meeting_url: str) -> str:
    """The room and the meeting link, as they are remembered and compared."""
    return "\n".join(filter(None, [place, meeting_url]))[:PLACE_LENGTH]


def shown(session: Session) -> Shown:
    """What calendars are told again when it changes."""
    return session.starts_at, session.ends_at, whereabouts(session.place, session.meeting_url)


def rule_of(ritual: Ritual) -> Schedule | None:
    """Every date the ritual's rule names, days off too, since calendars take those out by themselves; None without."""
    if not ritual.rrule or ritual.archived_at or ritual.first_date is None or ritual.start_time is None:
        return None
    return Schedule(parse_rule(ritual.rrule), ritual.first_date, ritual.start_time, ZoneInfo(ritual.time_zone))


def wanted_series(
    ritual: Ritual, user: User, uid: str, had: CalendarInvitation | None, *, now: datetime
) -> Series | None:
    """The series of that UID as the person's calendar should show it; None when it should not."""
    if not series_reply_of(ritual, user) or not Ritual.objects.visible_to(user).filter(pk=ritual.pk).exists():
        return None
    series = _running(ritual, had, now) if uid == ritual.uid else _ended(ritual, uid, had)
    return replace(series, deviations=_deviations(series, user)) if series else None


def series_reply_of(ritual: Ritual, user: User) -> str:
    """The reply of an active person who comes to the whole ritual; "" of anybody else."""
    found = SeriesReply.objects.filter(ritual=ritual, user=user, user__is_active=True, reply__in=COMES).first()
    return found.reply if found else ""


def _running(ritual: Ritual, had: CalendarInvitation | None, now: datetime) -> Series | None:
    """The ritual's own series, from the date on from which the person has it."""
    zone = ZoneInfo(ritual.time_zone)
    every = rule_of(ritual)
    if every is None:
        return None
    schedule = replace(every, skipped=days_off().of(ritual))
    keeps = had is not None and bool(every.between(had.starts_at, had.starts_at + timedelta(seconds=1)))
    since = had.starts_at if had and keeps else now
    window = max(since, now - LOOKS_BACK), now + LONGEST_SPAN
    meets = schedule.between(*window)
    if not meets:
        return None
    starts_at = since if keeps else meets[0]
    instants = [instant for instant in every.between(*window) if instant >= starts_at]
    return Series(
        uid=ritual.uid,
        ritual=ritual,
        rrule=_rrule(every),
        starts_at=starts_at,
        ends_at=session_end(ritual.kind, starts_at, ritual.duration_minutes, zone),
        time_zone=ritual.time_zone,
        whereabouts=whereabouts(ritual.place, ritual.meeting_url),
        instants=frozenset(instants),
        deviations=dict.fromkeys(set(instants) - set(meets)),
    )


def _ended(ritual: Ritual, uid: str, had: CalendarInvitation | None) -> Series | None:
    """A series that a change "from here on" cut off: the dates that are left of the rule the person was told."""
    if had is None or not had.rrule:
        return None
    known = set(
        Session.objects.filter(ritual=ritual, series_uid=uid, recurrence_id__gte=had.starts_at).values_list(
            "recurrence_id", flat=True
        )
    )
    rhythm, told_until = _parts(had.rrule)
    zone = ZoneInfo(had.time_zone)
    first = had.starts_at.astimezone(zone)
    every = Schedule(parse_rule(rhythm), first.date(), first.time(), zone)
    span = every.between(had.starts_at, told_until or had.starts_at + LONGEST_SPAN)
    last = max((instant for instant in span if instant in known), default=None)
    if last is None:
        return None
    instants = frozenset(instant for instant in span if instant <= last)
    return Series(
        uid=uid,
        ritual=ritual,
        rrule=_until(rhythm, last),
        starts_at=had.starts_at,
        ends_at=had.ends_at,
        time_zone=had.time_zone,
        whereabouts=had.place,
        instants=instants,
        deviations=dict.fromkeys(instants - known),
    )


def _deviations(series: Series, user: User) -> dict[datetime, Session | None]:
    """What the rule does not say: days off, dates that moved, and dates without this person."""
    found = dict(series.deviations)
    sessions = list(
        Session.objects.filter(ritual=series.ritual, series_uid=series.uid, recurrence_id__in=series.instants)
    )
    comes = _comes_to(sessions, user)
    for session in sessions:
        instant = session.recurrence_id
        if instant is None:
            continue
        found.pop(instant, None)
        if session.status in NOT_SHOWN or not comes[session.pk]:
            found[instant] = None
        elif shown(session) != series.plain_at(instant):
            found[instant] = session
    return found


def _comes_to(sessions: list[Session], user: User) -> dict[int, bool]:
    """Whether somebody who said they come to all of them comes to each: a reply to one date goes before that."""
    replies = dict(RSVP.objects.filter(session__in=sessions, user=user).values_list("session", "reply"))
    teaches = Teaching.objects.filter(session__in=sessions, user=user, state=TeachingState.ACCEPTED)
    taught = set(teaches.values_list("session", flat=True))
    return {
        session.pk: session.pk in taught or replies.get(session.pk, Reply.ACCEPTED) in COMES for session in sessions
    }


def _rrule(schedule: Schedule) -> str:
    """The rule as calendars read it: an end, by date or number, becomes the instant of the last date."""
    rule = schedule.rule
    rhythm = str(replace(rule, until=None, count=None))
    if rule.until:
        return _until(rhythm, as_instant(datetime.combine(rule.until, time.max), schedule.zone))
    return _until(rhythm, _last_of(schedule)) if rule.count else rhythm


def _last_of(schedule: Schedule) -> datetime:
    """The last instant of a rule that counts its dates."""
    last = as_instant(datetime.combine(schedule.first_date, time.min), schedule.zone)
    while later := schedule.between(last + timedelta(seconds=1), last + LONGEST_SPAN):
        last = later[-1]
    return last


def _until(rhythm: str, last: datetime) -> str:
    return f"{rhythm};UNTIL={last.astimezone(UTC):{UNTIL_FORMAT}}"


def _parts(rrule: str) -> tuple[str, datetime | None]:
    """The rhythm without its end, and the first instant after that end."""
    rhythm, _separator, until = rrule.partition(";UNTIL=")
    if not until:
        return rhythm, None
    return rhythm, datetime.strptime(until, UNTIL_FORMAT).replace(tzinfo=UTC) + timedelta(seconds=1)
