"""What a person's own calendar should show, compared with what it was last told (RFC 5546).

Somebody who comes to a whole ritual has one entry for the series, with its UID and rule. What deviates on single dates
hangs on that entry by RECURRENCE-ID, and these dates have no entry of their own. Any other session has its own entry.
Who booked a slot of office hours has an entry for that slot, whether or not they come to the whole date.
What was never sent is never cancelled, and nothing is told that a calendar shows already.

Each message raises the SEQUENCE of its UID for this person, so that calendars take the newest one whatever comes first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from peerlearn.people.models import User
from rituals.enums import COMES, Reply, TeachingState
from rituals.icalendar import Method
from rituals.models import CalendarInvitation, Ritual, Session
from rituals.models.uids import slot_uid
from rituals.selectors.office_hours import slot_of
from rituals.services.calendar_series import NOT_SHOWN, Series, Shown, series_reply_of, shown, wanted_series


@dataclass(frozen=True)
class Change:
    """What one person's calendar must be told about one UID.

    Either about a whole `series` (when it is cancelled, `ritual` alone), or about one date: `session`, or just
    `recurrence_id` when its row is gone. `former` is what they were last told about the same entry. `slot` is the part
    of the session's date that the person booked, when the entry is about that alone.
    """

    method: Method
    user: User
    uid: str
    sequence: int
    former: CalendarInvitation | None
    session: Session | None = None
    slot: Shown | None = None
    ritual: Ritual | None = None
    series: Series | None = None
    recurrence_id: datetime | None = None
    reply: str = Reply.ACCEPTED
    joins_series: bool = False

    @property
    def whole_series(self) -> bool:
        return self.ritual is not None and self.recurrence_id is None


def session_change(session: Session, user: User, *, now: datetime) -> Change | None:
    """What the person must be told about the session's own entry, or None."""
    reply = reply_of(user, session)
    in_series = _stands_in_a_series(session, user, now=now)
    wanted = bool(reply) and not in_series and session.status not in NOT_SHOWN and _visible(session, user)
    change = _entry_change(session, user, session.uid, shown(session) if wanted else None, now)
    return change and replace(change, reply=reply or Reply.DECLINED, joins_series=in_series)


def slot_change(session: Session, user: User, *, now: datetime) -> Change | None:
    """What the person must be told about the slot that they booked on that date of office hours, or None."""
    booking = session.bookings.select_related("session__ritual").filter(user=user).first()
    wanted = booking is not None and session.status not in NOT_SHOWN and _visible(session, user)
    slot = (*slot_of(booking), shown(session)[2]) if booking and wanted else None
    change = _entry_change(session, user, slot_uid(session.uid, user.pk), slot, now)
    if change is None:
        return None
    before = change.former
    stood = (before.starts_at, before.ends_at, before.place) if before else None
    return replace(change, slot=slot or stood, reply=Reply.ACCEPTED if slot else Reply.DECLINED)


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
        reply=series_reply_of(ritual, user) or Reply.DECLINED,
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


def reply_of(user: User, session: Session) -> str:
    """The person's reply to the session when they come, as teacher too; "" when they do not."""
    if session.teachings.filter(user=user, state=TeachingState.ACCEPTED).exists():
        return Reply.ACCEPTED
    own = session.rsvps.filter(user=user).first()
    if own:
        return own.reply if own.reply in COMES else ""
    return series_reply_of(session.ritual, user) if session.ritual and session.recurrence_id else ""


def _entry_change(session: Session, user: User, uid: str, wanted: Shown | None, now: datetime) -> Change | None:
    """What is to be told of an entry of its own, so that it stands as `wanted`; None when it does, or is over."""
    rows = _told(user, uid)
    former = rows.get(None)
    had = former if former and not former.cancelled else None
    told = (had.starts_at, had.ends_at, had.place) if had else None
    over = max(session.ends_at, had.ends_at if had else now) <= now
    if over or told == wanted:
        return None
    return Change(
        method=Method.REQUEST if wanted else Method.CANCEL,
        user=user,
        uid=uid,
        sequence=_next_sequence(rows.values(), session.sequence),
        former=had,
        session=session,
    )


def _told(user: User, uid: str) -> dict[datetime | None, CalendarInvitation]:
    return {row.recurrence_id: row for row in CalendarInvitation.objects.filter(user=user, uid=uid)}


def _next_sequence(rows: Iterable[CalendarInvitation], own: int) -> int:
    return max([own, *(row.sequence + 1 for row in rows)])


def _visible(session: Session, user: User) -> bool:
    return user.is_active and Session.objects.visible_to(user).filter(pk=session.pk).exists()


def _stands_in_a_series(session: Session, user: User, *, now: datetime) -> bool:
    if not (session.ritual and session.recurrence_id and session.series_uid):
        return False
    had = CalendarInvitation.objects.filter(
        user=user, uid=session.series_uid, recurrence_id=None, cancelled=False
    ).first()
    series = wanted_series(session.ritual, user, session.series_uid, had, now=now)
    return series is not None and session.recurrence_id in series.instants


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
        yield None, owner | _values(change.slot or shown(change.session), change.sequence, cancelled)
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
