"""Telling the calendars of those who come: which message about which session or series may be needed.

Whoever says that they come, and whoever has accepted to teach, gets an invitation by mail, which later mails update and
withdraw. Here it is only noted that something may have changed for somebody; right before a mail is sent,
`rituals.services.calendar_entries` says what their calendar still has to be told, which may be nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from zlib import crc32

from django.db.models import F, Q

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import COMES, RitualKind, SessionStatus, TeachingState
from rituals.models import RSVP, Booking, CalendarInvitation, Ritual, SeriesReply, Session, Teaching
from rituals.models.session import SessionQuerySet
from rituals.selectors.days_off import days_off
from rituals.services.calendar_series import rule_of

INVITATION = "rituals.invitation"
GOOD_FOR = timedelta(days=14)  # a mail about a series that could not be sent for so long


def session_key(session_id: int) -> str:
    return f"session:{session_id}"


def slot_key(session_id: int) -> str:
    return f"slot:{session_id}"


def series_key(ritual_id: int, uid: str) -> str:
    return f"series:{ritual_id}:{uid}"


def invite(rsvp: RSVP, *, now: datetime) -> int:
    """Tell the person's calendar about their reply, in the transaction that keeps it."""
    return _tell(Session.objects.filter(pk=rsvp.session_id), [rsvp.user_id], now)


def invite_to_series(reply: SeriesReply, *, now: datetime) -> int:
    """Tell the person's calendar about their reply to a whole ritual."""
    return tell_person(reply.user_id, reply.ritual_id, now=now)


def tell_person(user_id: int, ritual_id: int, *, now: datetime) -> int:
    """What one person has of a ritual changed: tell their calendar, in the same transaction."""
    return enqueue(_about_series([ritual_id], [user_id], now)) + _tell(
        Session.objects.filter(ritual=ritual_id), [user_id], now
    )


def tell_booker(session_id: int, user_id: int, *, now: datetime) -> int:
    """Tell the person's calendar about the slot that they booked, moved or gave back, in the same transaction."""
    return _tell(Session.objects.filter(pk=session_id), [user_id], now)


def tell_about_session(session_id: int, *, now: datetime) -> int:
    """The session changed: tell all whose calendars may have to know."""
    return _tell(Session.objects.filter(pk=session_id), None, now)


def tell_about_ritual(ritual_id: int, *, now: datetime) -> int:
    """The series changed: tell all whose calendars may have to know."""
    return _tell(Session.objects.filter(ritual=ritual_id), None, now) + enqueue(_about_series([ritual_id], None, now))


def tell_one(told: CalendarInvitation, *, now: datetime) -> int:
    """Somebody's calendar is behind about what it was told here."""
    if told.session_id:
        return _tell(Session.objects.filter(pk=told.session_id), [told.user_id], now)
    return enqueue(_about_series([told.ritual_id], [told.user_id], now))


def _tell(sessions: SessionQuerySet, users: Iterable[int] | None, now: datetime) -> int:
    """About these sessions, to these people or else to everybody: as entries of their own and as dates of a series."""
    ahead = list(sessions.filter(Q(ends_at__gt=now) | Q(invitations__ends_at__gt=now)).distinct())
    rituals = {session.ritual_id for session in ahead if session.ritual_id and session.recurrence_id}
    told = (_about_sessions(ahead, users, now), _about_slots(ahead, users, now), _about_series(rituals, users, now))
    return enqueue(chain.from_iterable(told))


@dataclass
class _Concerned:
    """Somebody whose calendar may have to hear of a session, with all on which a message to them depends.

    `told_until` is the end of the session that their calendar shows, if it does.
    """

    user: User
    comes: bool = False
    told_until: datetime | None = None
    facts: list[object] = field(default_factory=list)


def _about_sessions(sessions: list[Session], users: Iterable[int] | None, now: datetime) -> Iterator[Draft]:
    of = Q(user__in=users) if users is not None else Q()
    concerned = _concerned(sessions, of)
    in_series = _in_series(sessions, of)
    on_rule = _on_the_rule(sessions)
    for session in sessions:
        cancelled = session.status == SessionStatus.CANCELLED
        for person in concerned[session.pk].values():
            joined = in_series.get((session.ritual_id, person.user.pk), [])
            held_by_series = bool(joined) and session.pk in on_rule
            if person.told_until or (person.comes and not held_by_series):
                yield Draft(
                    kind=INVITATION,
                    recipient=person.user,
                    object_key=session_key(session.pk),
                    due_at=now,
                    expires_at=max(session.ends_at, person.told_until or now),
                    seq=_fingerprint(session.sequence, cancelled, *person.facts, *joined),
                )


def _concerned(sessions: list[Session], of: Q) -> dict[int, dict[int, _Concerned]]:
    """By session and person."""
    found: dict[int, dict[int, _Concerned]] = defaultdict(dict)
    for rsvp in RSVP.objects.filter(of, session__in=sessions).select_related("user"):
        person = found[rsvp.session_id].setdefault(rsvp.user_id, _Concerned(rsvp.user))
        person.facts += [rsvp.reply, rsvp.replied_at]
        person.comes = rsvp.reply in COMES
    for teaching in Teaching.objects.filter(of, session__in=sessions).select_related("user"):
        person = found[teaching.session_id].setdefault(teaching.user_id, _Concerned(teaching.user))
        person.facts += [teaching.state, teaching.answered_at]
        person.comes = person.comes or teaching.state == TeachingState.ACCEPTED
    for row in CalendarInvitation.objects.filter(of, session__in=sessions, uid=F("session__uid")).select_related(
        "user"
    ):
        person = found[row.session_id or 0].setdefault(row.user_id, _Concerned(row.user))
        person.facts += [row.sequence]
        person.told_until = None if row.cancelled else row.ends_at
    return found


def _about_slots(sessions: list[Session], users: Iterable[int] | None, now: datetime) -> Iterator[Draft]:
    """To whoever booked a slot of these dates of office hours, or whose calendar still shows one."""
    of = Q(user__in=users) if users is not None else Q()
    by_key = {session.pk: session for session in sessions if session.kind == RitualKind.OFFICE_HOURS}
    concerned: dict[tuple[int, int], _Concerned] = {}
    for booking in Booking.objects.filter(of, session__in=by_key).select_related("user"):
        person = concerned.setdefault((booking.session_id, booking.user_id), _Concerned(booking.user))
        person.facts += [booking.starts_at]
    slots = CalendarInvitation.objects.filter(of, session__in=by_key).exclude(uid=F("session__uid"))
    for row in slots.select_related("user"):
        person = concerned.setdefault((row.session_id or 0, row.user_id), _Concerned(row.user))
        person.facts += [row.sequence]
        person.told_until = row.ends_at
    for (session_id, _user_id), person in concerned.items():
        session = by_key[session_id]
        yield Draft(
            kind=INVITATION,
            recipient=person.user,
            object_key=slot_key(session_id),
            due_at=now,
            expires_at=max(session.ends_at, person.told_until or now),
            seq=_fingerprint(session.sequence, session.status, *person.facts),
        )


def _in_series(sessions: list[Session], of: Q) -> dict[tuple[int | None, int], list[object]]:
    rituals = {session.ritual_id for session in sessions if session.ritual_id}
    replies = SeriesReply.objects.filter(of, ritual__in=rituals, ritual__archived_at=None, reply__in=COMES).exclude(
        ritual__rrule=""
    )
    return {
        (reply.ritual_id, reply.user_id): [reply.reply, reply.replied_at, reply.ritual.uid, reply.ritual.sequence]
        for reply in replies.select_related("ritual")
    }


def _on_the_rule(sessions: list[Session]) -> set[int]:
    """The dates that the present rule of their ritual names."""
    dates: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.ritual_id and session.recurrence_id:
            dates[session.ritual_id].append(session)
    found: set[int] = set()
    for ritual in Ritual.objects.filter(pk__in=dates):
        rule = rule_of(ritual)
        own = [session for session in dates[ritual.pk] if session.series_uid == ritual.uid and session.recurrence_id]
        if rule and own:
            starts = [session.recurrence_id for session in own if session.recurrence_id]
            named = set(rule.between(min(starts), max(starts) + timedelta(seconds=1)))
            found |= {session.pk for session in own if session.recurrence_id in named}
    return found


def _about_series(rituals: Iterable[int | None], users: Iterable[int] | None, now: datetime) -> Iterator[Draft]:
    of = Q(user__in=users) if users is not None else Q()
    off = days_off()
    for ritual in Ritual.objects.filter(pk__in=set(rituals)).prefetch_related("skip_dates"):
        replies = {reply.user_id: reply for reply in ritual.series_replies.filter(of).select_related("user")}
        told = list(CalendarInvitation.objects.filter(of, ritual=ritual).select_related("user"))
        people = _people_of(ritual, replies.values(), told)
        if not people:
            continue
        state = [
            ritual.uid,
            ritual.sequence,
            ritual.archived_at,
            ritual.rrule,
            sorted(off.of(ritual)),
            _touched(ritual),
        ]
        own = _own_replies(ritual, of)
        for (uid, user_id), user in people.items():
            reply = replies.get(user_id)
            newest = max((row.sequence for row in told if (row.uid, row.user_id) == (uid, user_id)), default=-1)
            said = [reply.reply, reply.replied_at] if reply else []
            yield Draft(
                kind=INVITATION,
                recipient=user,
                object_key=series_key(ritual.pk, uid),
                due_at=now,
                expires_at=now + GOOD_FOR,
                seq=_fingerprint(*state, *said, *own[user_id], newest),
            )


def _people_of(
    ritual: Ritual, replies: Iterable[SeriesReply], told: Iterable[CalendarInvitation]
) -> dict[tuple[str, int], User]:
    """Whose calendar has or should have a series of the ritual, by its UID."""
    whole = (row for row in told if row.recurrence_id is None and not row.cancelled)
    people = {(row.uid, row.user_id): row.user for row in whole}
    if rule_of(ritual):
        people |= {(ritual.uid, reply.user_id): reply.user for reply in replies if reply.reply in COMES}
    return people


def _touched(ritual: Ritual) -> list[tuple[int, int, str]]:
    """Dates that may stand otherwise than the rule says."""
    touched = ritual.sessions.filter(Q(sequence__gt=0) | Q(status=SessionStatus.CANCELLED)).order_by("pk")
    return list(touched.values_list("pk", "sequence", "status"))


def _own_replies(ritual: Ritual, of: Q) -> dict[int, list[object]]:
    """For each person what they replied to single dates, and where the ritual's places were gone."""
    follows = Q(series_reply__isnull=False, reply__in=COMES)
    rows = RSVP.objects.filter(of, session__ritual=ritual).exclude(follows).order_by("pk")
    own: dict[int, list[object]] = defaultdict(list)
    for user_id, session_id, reply, replied_at in rows.values_list("user", "session", "reply", "replied_at"):
        own[user_id] += [session_id, reply, replied_at]
    for user_id, session_id in (
        Teaching.objects.filter(of, session__ritual=ritual, state=TeachingState.ACCEPTED)
        .order_by("pk")
        .values_list("user", "session")
    ):
        own[user_id] += [session_id]
    return own


def _fingerprint(*facts: object) -> int:
    """A number for all that a message could tell, so that the same state is told once and another one again."""
    return crc32(repr(facts).encode()) & 0x7FFFFFFF
