"""Changing a ritual with all its dates to come, or from one of them on; ending it.

A ritual keeps one rule, the current one; the sessions that were made are the facts. Before the chosen date nothing
changes. From there on `rituals.selectors.series_plan` says what becomes of each date: what nobody touched follows the
new rule, what somebody touched is never dropped or silently moved. A room, link, limit or policy follows the ritual on
every date that had the ritual's own.

"All" is the same series for calendars, with a higher `sequence`. "From here on" ends that series and begins another:
the ritual gets a new UID, and the dates from there on carry it.
"""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.enums import Reply, SessionStatus
from rituals.models import RSVP, Ritual, Session
from rituals.models.session import SessionQuerySet
from rituals.models.uids import new_uid
from rituals.recurrence import Rule, Schedule, as_instant, first_fitting_day, parse_rule, session_end
from rituals.selectors.days_off import days_off
from rituals.selectors.series_plan import NewRule, SeriesPlan, dates_of_series, plan_series
from rituals.selectors.touched import was_touched, with_touched
from rituals.services.consents import follow_consents
from rituals.services.moves import refuse_too_few_places
from rituals.services.office_hours import follow_moves
from rituals.services.reminders import remind_again
from rituals.services.rsvps import promote_waiting
from rituals.services.series import HORIZON, materialise
from rituals.services.sessions import NotPossible, cancel_session
from rituals.signals import announce, announce_series, session_changed

DETAILS = ("place", "meeting_url", "audience", "capacity", "capture_policy")
TOLD_TO_CALENDARS = {"place", "meeting_url"}
TO_COME = (SessionStatus.DRAFT, SessionStatus.SCHEDULED)
TIMES = ["starts_at", "ends_at", "time_zone", "recurrence_id", "series_uid"]
WRITTEN = [*TIMES, "sequence", "updated_at", *DETAILS]


@dataclass(frozen=True, kw_only=True)
class SeriesChange:
    """What is asked for. Without `since` it is meant for every date still to come, else from that session on.

    `details` has a value for each of DETAILS; `words` are further fields of the ritual, which its dates do not have.
    `move_touched` lets dates that somebody touched follow a new time of their own day.
    """

    rule: Rule
    start_time: time
    zone: ZoneInfo
    duration_minutes: int
    details: Mapping[str, Any]
    words: Mapping[str, Any]
    since: Session | None = None
    move_touched: bool = False


def plan_change(ritual: Ritual, change: SeriesChange, *, now: datetime) -> SeriesPlan:
    """What the change would do to each date. Raises ValueError for a rule that has no date to come."""
    schedule = new_schedule(ritual, change, now=now)
    schedule.first_start(now)
    begin = now if change.since is None else max(now, _midnight(change.since, schedule.zone))
    rule = NewRule(
        dates=schedule.between(begin, now + HORIZON),
        days_off=_days_off(ritual, change),
        zone_before=ZoneInfo(ritual.time_zone),
        zone=schedule.zone,
        minutes=change.duration_minutes,
        move_touched=change.move_touched,
    )
    return plan_series(dates_of_series(ritual, _cut(change, now)), rule, now=now)


def new_schedule(ritual: Ritual, change: SeriesChange, *, now: datetime) -> Schedule:
    """The new rule, counted from the chosen date; else on from where it was, or from today when its rhythm changes."""
    if change.since is not None:
        first = _given(change.since).astimezone(change.zone).date()
    elif ritual.first_date is not None and same_rhythm(ritual, change.rule):
        first = ritual.first_date
    else:
        first = now.astimezone(change.zone).date()
    return Schedule(change.rule, first, change.start_time, change.zone)


def same_rhythm(ritual: Ritual, rule: Rule) -> bool:
    """Whether the ritual meets on the same days by `rule`, whatever the hour and the end."""
    if not ritual.rrule:
        return False
    before = parse_rule(ritual.rrule)
    return (before.weekdays, before.interval, before.position) == (rule.weekdays, rule.interval, rule.position)


def offers_move(ritual: Ritual, change: SeriesChange, plan: SeriesPlan) -> bool:
    """Whether touched dates could move along: they have a new time on a day that stays their own."""
    return same_rhythm(ritual, change.rule) and bool(plan.kept or change.move_touched)


@transaction.atomic
def change_series(ritual: Ritual, change: SeriesChange, *, now: datetime) -> SeriesPlan:
    """Give the ritual its new rule and bring its dates in line; returns what was done to them.

    Raises ValueError for a rule that has no date to come, and NotPossible when it meets no more or for fewer places
    than people who are coming to one of the dates.
    """
    locked = Ritual.objects.select_for_update(no_key=True).get(pk=ritual.pk)
    if locked.archived_at is not None:
        raise NotPossible(_("This ritual meets no more."))
    list(Session.objects.select_for_update().filter(ritual=locked, starts_at__gt=now).order_by("pk"))
    plan = plan_change(locked, change, now=now)
    schedule = new_schedule(locked, change, now=now)
    followers = _following(plan, locked, change)
    _refuse_too_few_places(followers["capacity"], change.details["capacity"])
    for name, value in {**change.details, **change.words}.items():
        setattr(locked, name, value)
    locked.rrule, locked.first_date = str(change.rule), first_fitting_day(change.rule, schedule.first_date)
    locked.start_time, locked.time_zone = change.start_time, str(change.zone)
    locked.duration_minutes, locked.made_until = change.duration_minutes, None
    locked.uid, locked.sequence = (new_uid(), 0) if change.since else (locked.uid, locked.sequence + 1)
    locked.save()
    _carry_out(plan, locked, followers, now)
    materialise(locked, now=now)
    announce_series(locked.pk)
    return plan


@transaction.atomic
def end_ritual(ritual: Ritual, *, by: User, now: datetime) -> Ritual:
    """The ritual meets no more: dates that nobody touched go, the others are cancelled. Said again, nothing changes."""
    ended = Ritual.objects.select_for_update(no_key=True).get(pk=ritual.pk)
    if ended.archived_at is not None:
        return ended
    ended.archived_at = now
    ended.sequence += 1
    ended.save(update_fields=["archived_at", "sequence", "updated_at"])
    drop_dates(Session.objects.filter(ritual=ended), by=by, now=now)
    announce_series(ended.pk)
    return ended


def drop_dates(sessions: SessionQuerySet, *, by: User, now: datetime) -> None:
    """Of these, remove the dates to come that nobody touched, and cancel the others."""
    to_come = sessions.filter(status__in=TO_COME, starts_at__gt=now)
    for session in list(with_touched(to_come)):
        if was_touched(session):
            cancel_session(session, by=by, now=now)
        else:
            session.delete()


def _following(plan: SeriesPlan, ritual: Ritual, change: SeriesChange) -> dict[str, list[Session]]:
    """For each detail that changes, the dates to come that had the ritual's own."""
    to_come = [placed.session for placed in (*plan.same, *plan.moved, *plan.kept)]
    return {
        name: [session for session in to_come if getattr(session, name) == getattr(ritual, name) != value]
        for name, value in change.details.items()
    }


def _refuse_too_few_places(sessions: list[Session], capacity: int | None) -> None:
    coming = RSVP.objects.filter(session__in=sessions, reply=Reply.ACCEPTED).values("session")
    most = max(coming.annotate(number=Count("pk")).values_list("number", flat=True), default=0)
    refuse_too_few_places(most, capacity)


def _carry_out(plan: SeriesPlan, ritual: Ritual, followers: dict[str, list[Session]], now: datetime) -> None:
    Session.objects.filter(pk__in=[session.pk for session in plan.removed]).delete()
    placed = [*plan.same, *plan.moved, *plan.kept, *plan.over]
    told = {session.pk for session, _instant in plan.moved}
    told |= {session.pk for name in TOLD_TO_CALENDARS for session in followers[name]}
    for name, sessions in followers.items():
        for session in sessions:
            setattr(session, name, getattr(ritual, name))
    for session, instant in placed:
        _stand_for(session, instant, ritual, over=session.pk in {over.pk for over, _instant in plan.over})
        session.sequence += session.pk in told
        session.updated_at = now
    before = {session.pk: session.starts_at for session, _instant in plan.moved}
    for session, instant in plan.moved:
        session.starts_at = instant or session.starts_at
        session.time_zone = ritual.time_zone
        session.ends_at = session_end(
            session.kind, session.starts_at, ritual.duration_minutes, ZoneInfo(ritual.time_zone)
        )
    # A date may take the instant that another one gives up.
    Session.objects.filter(pk__in=[session.pk for session, _instant in placed]).update(recurrence_id=None)
    Session.objects.bulk_update([session for session, _instant in placed], WRITTEN, batch_size=200)
    follow_consents(session.pk for session, _instant in placed)
    follow_moves({session.pk: session.starts_at - before[session.pk] for session, _instant in plan.moved})
    _tell([session for session, _instant in placed if session.pk in told], followers["capacity"], now)


def _stand_for(session: Session, instant: datetime | None, ritual: Ritual, *, over: bool) -> None:
    """The session is the new rule's date at `instant`; without one it is a date of its own, unless it is over."""
    if instant is not None:
        session.recurrence_id, session.series_uid = instant, ritual.uid
    elif not over:
        session.recurrence_id, session.series_uid = None, ""


def _tell(moved: list[Session], resized: list[Session], now: datetime) -> None:
    """Put reminders right, fill places that are new, and announce dates that somebody touched."""
    replied = set(RSVP.objects.filter(session__in=[*moved, *resized]).values_list("session_id", flat=True))
    for session in moved:
        if session.pk in replied:
            remind_again(session)
        if was_touched(session):
            announce(session_changed, session.pk)
    for session in resized:
        if session.pk in replied:
            promote_waiting(session, now=now)


def _days_off(ritual: Ritual, change: SeriesChange) -> Collection[date]:
    asked = copy(ritual)
    asked.holiday_location = change.words.get("holiday_location", ritual.holiday_location)
    asked.program = change.words.get("program", ritual.program)
    return days_off().of(asked)


def _cut(change: SeriesChange, now: datetime) -> datetime:
    return now if change.since is None else _given(change.since)


def _midnight(session: Session, zone: ZoneInfo) -> datetime:
    return as_instant(datetime.combine(_given(session).astimezone(zone).date(), time.min), zone)


def _given(session: Session) -> datetime:
    """The instant that the rule gave, also when the session was moved apart."""
    return session.recurrence_id or session.starts_at
