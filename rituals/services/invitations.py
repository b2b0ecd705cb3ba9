"""Telling the calendars of those who come: which message about which session or series may be needed.

Whoever says that they come, and whoever has accepted to teach, gets an invitation by mail, which later mails update and
withdraw. Here it is only noted that something may have changed for somebody; right before a mail is sent,
`rituals.services.calendar_entries` says what their calendar still has to be told, which may be nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from zlib import crc32

from django.db.models import Q

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import COMES, SessionStatus, TeachingState
from rituals.models import RSVP, CalendarInvitation, Ritual, SeriesReply, Session, Teaching
from rituals.models.session import SessionQuerySet
from rituals.selectors.days_off import days_off
from rituals.services.calendar_entries import rule_of

INVITATION = "rituals.invitation"
GOOD_FOR = timedelta(days=14)  # a mail about a series that could not be sent for so long


def session_key(session_id: int) -> str:
    return f"session:{session_id}"


def series_key(ritual_id: int, uid: str) -> str:
    return f"series:{ritual_id}:{uid}"


def invite(rsvp: RSVP, *, now: datetime) -> int:
    """Tell the person's calendar about their reply, in the transaction that keeps it."""
    return _tell(Session.objects.filter(pk=rsvp.session_id), [rsvp.user_id], now)


def invite_to_series(reply: SeriesReply, *, now: datetime) -> int:
    """Tell the person's calendar about their reply to a whole ritual."""
    return enqueue(_about_series([reply.ritual_id], [reply.user_id], now)) + _tell(
        Session.objects.filter(ritual=reply.ritual_id), [reply.user_id], now
    )


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
    return enqueue(chain(_about_sessions(ahead, users, now), _about_series(rituals, users, now)))


def _about_sessions(sessions: list[Session], users: Iterable[int] | None, now: datetime) -> Iterator[Draft]:
    of = Q(user__in=users) if users is not None else Q()
    facts: dict[tuple[int, int], list[object]] = defaultdict(list)
    people: dict[tuple[int, int], User] = {}
    ends: dict[tuple[int, int], datetime] = {}
    replies = RSVP.objects.filter(of, session__in=sessions).select_related("user")
    teachings = Teaching.objects.filter(of, session__in=sessions).select_related("user")
    told = CalendarInvitation.objects.filter(of, session__in=sessions).select_related("user")
    for rsvp in replies:
        facts[rsvp.session_id, rsvp.user_id] += [rsvp.reply, rsvp.replied_at]
        if rsvp.reply in COMES:
            people[rsvp.session_id, rsvp.user_id] = rsvp.user
    for teaching in teachings:
        facts[teaching.session_id, teaching.user_id] += [teaching.state, teaching.answered_at]
        if teaching.state == TeachingState.ACCEPTED:
            people[teaching.session_id, teaching.user_id] = teaching.user
    for row in told:
        key = row.session_id or 0, row.user_id
        facts[key] += [row.sequence]
        if not row.cancelled:
            people[key], ends[key] = row.user, row.ends_at
    in_series = _in_series(sessions, of)
    on_rule = _on_the_rule(sessions)
    for session in sessions:
        for key in [key for key in people if key[0] == session.pk]:
            joined = in_series.get((session.ritual_id, key[1]), [])
            if joined and session.pk in on_rule and key not in ends:
                continue  # their entry of the series holds it
            cancelled = session.status == SessionStatus.CANCELLED
            yield Draft(
                kind=INVITATION,
                recipient=people[key],
                object_key=session_key(session.pk),
                due_at=now,
                expires_at=max(session.ends_at, ends.get(key, session.ends_at)),
                seq=_fingerprint(session.sequence, cancelled, *facts[key], *joined),
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
        told = CalendarInvitation.objects.filter(of, ritual=ritual).select_related("user")
        standing = {(row.uid, row.user_id): row for row in told if row.recurrence_id is None and not row.cancelled}
        newest: dict[tuple[str, int], int] = defaultdict(int)
        for row in told:
            newest[row.uid, row.user_id] = max(newest[row.uid, row.user_id], row.sequence + 1)
        people = {key: row.user for key, row in standing.items()}
        replies = {reply.user_id: reply for reply in ritual.series_replies.filter(of).select_related("user")}
        for user_id, reply in replies.items():
            if reply.reply in COMES and ritual.rrule and not ritual.archived_at:
                people[ritual.uid, user_id] = reply.user
        if not people:
            continue
        touched = list(
            ritual.sessions.filter(Q(sequence__gt=0) | Q(status=SessionStatus.CANCELLED))
            .order_by("pk")
            .values_list("pk", "sequence", "status")
        )
        state = [ritual.uid, ritual.sequence, ritual.archived_at, ritual.rrule, sorted(off.of(ritual)), touched]
        own = _own_replies(ritual, of)
        for (uid, user_id), user in people.items():
            said = replies.get(user_id)
            reply_facts = [said.reply, said.replied_at] if said else []
            yield Draft(
                kind=INVITATION,
                recipient=user,
                object_key=series_key(ritual.pk, uid),
                due_at=now,
                expires_at=now + GOOD_FOR,
                seq=_fingerprint(*state, *reply_facts, *own[user_id], newest[uid, user_id]),
            )


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
