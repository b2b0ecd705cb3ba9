"""What a person's own calendar should show, compared with what it was last told (RFC 5546).

Somebody who comes to a whole ritual has one entry for the series, with its UID and rule. What deviates on single dates
hangs on that entry by RECURRENCE-ID, and these dates have no entry of their own. Any other session has its own entry.
What was never sent is never cancelled, and nothing is told that a calendar shows already.

Each message raises the SEQUENCE of its UID for this person, so that calendars take the newest one whatever comes first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db import transaction

from peerlearn.people.models import User
from rituals.enums import COMES, Reply, SessionStatus, TeachingState
from rituals.icalendar import Method
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


@dataclass(frozen=True)
class Change:
    """What one person's calendar must be told about one UID.

    Either about a whole `series` (when it is cancelled, `ritual` alone), or about one date: `session`, or just
    `recurrence_id` when its row is gone. `former` is what they were last told about the same entry.
    """

    method: Method
    user: User
    uid: str
    sequence: int
    former: CalendarInvitation | None
    session: Session | None = None
    ritual: Ritual | None = None
    series: Series | None = None
    recurrence_id: datetime | None = None
    reply: str = Reply.ACCEPTED
    joins_series: bool = False

    @property
    def whole_series(self) -> bool:
        return self.ritual is not None and self.recurrence_id is None


def whereabouts(place: str, meeting_url: str) -> str:
    """The room and the meeting link, as they are remembered and compared."""
    return "\n".join(filter(None, [place, meeting_url]))[:PLACE_LENGTH]


def shown(session: Session) -> Shown:
    """What calendars are told again when it changes."""
    return session.starts_at, session.ends_at, whereabouts(session.place, session.meeting_url)


def session_change(session: Session, user: User, *, now: datetime) -> Change | None:
    """What the person must be told about the session's own entry, or None."""
    rows = _told(user, session.uid)
    former = rows.get(None)
    had = former if former and not former.cancelled else None
    reply = reply_of(user, session)
    in_series = _stands_in_a_series(session, user, now=now)
    wanted = bool(reply) and not in_series and session.status not in NOT_SHOWN and _visible(session, user)
    told = (had.starts_at, had.ends_at, had.place) if had else None
    over = max(session.ends_at, had.ends_at if had else now) <= now
    if over or told == (shown(session) if wanted else None):
        return None
    return Change(
        method=Method.REQUEST if wanted else Method.CANCEL,
        user=user,
        uid=session.uid,
        sequence=_next_sequence(rows.values(), session.sequence),
        former=had,
        session=session,
        reply=reply or Reply.DECLINED,
        joins_series=in_series,
    )


def series_change(ritual: Ritual, user: User, uid: str, *, now: datetime) -> Change | None:
    """What the person must be told about the series of that UID, which may be a former one of the ritual, or None."""
    rows = _told(user, uid)
    master = rows.pop(None, None)
    had = master if master and not master.cancelled else None
    wanted = wanted_series(ritual, user, uid, had, now=now)
    if wanted is None and had is None:
        return None
    everything = [*rows.values(), *([master] if master else [])]
    change = Change(
        method=Method.REQUEST if wanted else Method.CANCEL,
        user=user,
        uid=uid,
        sequence=_next_sequence(everything, ritual.sequence if uid == ritual.uid else 0),
        former=had,
        ritual=ritual,
        series=wanted,
        reply=_series_reply(ritual, user) or Reply.DECLINED,
    )
    if wanted is None or had is None or _rule_told(had) != _rule_wanted(wanted):
        return change
    different = [
        instant for instant in _ahead(wanted, rows, now) if _said(rows, had, instant) != wanted.shown_at(instant)
    ]
    if len(different) == 1:
        return _about_one_date(change, wanted, had, rows, different[0])
    return change if different else None


def note_told(change: Change) -> None:
    """Remember that this was sent. A later message that was noted before goes first."""
    with transaction.atomic():
        rows = CalendarInvitation.objects.select_for_update().filter(user=change.user, uid=change.uid)
        if any(row.sequence > change.sequence for row in rows):
            return
        if change.whole_series:
            rows.exclude(recurrence_id=None).delete()
        for recurrence_id, values in _noted(change):
            CalendarInvitation.objects.update_or_create(
                user=change.user, uid=change.uid, recurrence_id=recurrence_id, defaults=values
            )


def rule_of(ritual: Ritual) -> Schedule | None:
    """Every date the ritual's rule names, days off too, since calendars take those out by themselves; None without."""
    if not ritual.rrule or ritual.archived_at or ritual.first_date is None or ritual.start_time is None:
        return None
    return Schedule(parse_rule(ritual.rrule), ritual.first_date, ritual.start_time, ZoneInfo(ritual.time_zone))


def reply_of(user: User, session: Session) -> str:
    """The person's reply to the session when they come, as teacher too; "" when they do not."""
    if session.teachings.filter(user=user, state=TeachingState.ACCEPTED).exists():
        return Reply.ACCEPTED
    own = session.rsvps.filter(user=user).first()
    if own:
        return own.reply if own.reply in COMES else ""
    return _series_reply(session.ritual, user) if session.ritual and session.recurrence_id else ""


def wanted_series(
    ritual: Ritual, user: User, uid: str, had: CalendarInvitation | None, *, now: datetime
) -> Series | None:
    """The series of that UID as the person's calendar should show it; None when it should not."""
    if not _series_reply(ritual, user) or not Ritual.objects.visible_to(user).filter(pk=ritual.pk).exists():
        return None
    series = _running(ritual, had, now) if uid == ritual.uid else _ended(ritual, uid, had)
    return replace(series, deviations=_deviations(series, user)) if series else None


def _told(user: User, uid: str) -> dict[datetime | None, CalendarInvitation]:
    return {row.recurrence_id: row for row in CalendarInvitation.objects.filter(user=user, uid=uid)}


def _next_sequence(rows: Iterable[CalendarInvitation], own: int) -> int:
    return max([own, *(row.sequence + 1 for row in rows)])


def _visible(session: Session, user: User) -> bool:
    return user.is_active and Session.objects.visible_to(user).filter(pk=session.pk).exists()


def _series_reply(ritual: Ritual, user: User) -> str:
    found = SeriesReply.objects.filter(ritual=ritual, user=user, user__is_active=True, reply__in=COMES).first()
    return found.reply if found else ""


def _stands_in_a_series(session: Session, user: User, *, now: datetime) -> bool:
    if not (session.ritual and session.recurrence_id and session.series_uid):
        return False
    had = CalendarInvitation.objects.filter(
        user=user, uid=session.series_uid, recurrence_id=None, cancelled=False
    ).first()
    series = wanted_series(session.ritual, user, session.series_uid, had, now=now)
    return series is not None and session.recurrence_id in series.instants


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
        deviations={instant: None for instant in instants if instant not in set(meets)},
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


def _rule_told(had: CalendarInvitation) -> tuple[object, ...]:
    return had.rrule, had.time_zone, had.starts_at, had.ends_at, had.place


def _rule_wanted(wanted: Series) -> tuple[object, ...]:
    return wanted.rrule, wanted.time_zone, wanted.starts_at, wanted.ends_at, wanted.whereabouts


def _ahead(wanted: Series, rows: dict[datetime | None, CalendarInvitation], now: datetime) -> list[datetime]:
    """The instants at which something may have to be told: where anything deviates or did, unless it is over."""
    told = {instant for instant in rows if instant in wanted.instants}
    return sorted(
        instant
        for instant in told | set(wanted.deviations)
        if instant is not None and max(instant, *(_begins(wanted.shown_at(instant), rows.get(instant), instant))) > now
    )


def _begins(now_shown: Shown | None, row: CalendarInvitation | None, instant: datetime) -> tuple[datetime, datetime]:
    return now_shown[0] if now_shown else instant, row.starts_at if row else instant


def _said(rows: dict[datetime | None, CalendarInvitation], had: CalendarInvitation, instant: datetime) -> Shown | None:
    """What the person's calendar shows at an instant of the series."""
    row = rows.get(instant)
    if row is None:
        return instant, instant + (had.ends_at - had.starts_at), had.place
    return None if row.cancelled else (row.starts_at, row.ends_at, row.place)


def _about_one_date(
    change: Change,
    wanted: Series,
    had: CalendarInvitation,
    rows: dict[datetime | None, CalendarInvitation],
    instant: datetime,
) -> Change:
    said = _said(rows, had, instant)
    session = Session.objects.filter(ritual=wanted.ritual, series_uid=wanted.uid, recurrence_id=instant).first()
    former = said and CalendarInvitation(
        user=change.user, uid=change.uid, starts_at=said[0], ends_at=said[1], place=said[2]
    )
    return replace(
        change,
        method=Method.REQUEST if wanted.shown_at(instant) else Method.CANCEL,
        session=session,
        recurrence_id=instant,
        former=former,
    )


def _noted(change: Change) -> Iterator[tuple[datetime | None, dict[str, object]]]:
    """The rows that say what this message told, by the instant they stand for."""
    cancelled = change.method == Method.CANCEL
    owner = {"ritual": change.ritual, "session": None if change.ritual else change.session}
    if change.recurrence_id is None and change.session:
        yield None, owner | _values(shown(change.session), change.sequence, cancelled)
        return
    series, former = change.series, change.former
    if series is None and former:
        yield None, {"sequence": change.sequence, "cancelled": True}
        return
    if series is None:
        return
    if change.recurrence_id:
        told = series.shown_at(change.recurrence_id)
        yield (
            change.recurrence_id,
            owner | _values(told or series.plain_at(change.recurrence_id), change.sequence, not told),
        )
        return
    whole = (series.starts_at, series.ends_at, series.whereabouts)
    rule = {"rrule": series.rrule, "time_zone": series.time_zone}
    yield None, owner | rule | _values(whole, change.sequence, cancelled)
    for instant in series.deviations:
        told = series.shown_at(instant)
        yield instant, owner | _values(told or series.plain_at(instant), change.sequence, not told)


def _values(told: Shown, sequence: int, cancelled: bool) -> dict[str, object]:
    starts_at, ends_at, place = told
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place,
        "sequence": sequence,
        "cancelled": cancelled,
    }
