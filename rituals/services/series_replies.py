"""Replies to a whole ritual: "come to all of them". They reach every date that is still to come, and those made later.

A reply to one date goes before the reply to the ritual and is left alone by it. Places are granted as to anybody else,
under the lock on each date, to whoever replied to the ritual first.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from peerlearn.people.models import User
from rituals.enums import COMES, Audience, Reply, SessionStatus
from rituals.models import RSVP, Facilitation, Ritual, SeriesReply, Session
from rituals.models.session import SessionQuerySet
from rituals.services.calendar_invitations import invite_to_series
from rituals.services.reminders import HORIZON, remind
from rituals.services.rsvps import Places, promote_waiting, reply_to_session, says_the_same

CHANGED = ["reply", "replied_at", "dropped_at", "updated_at"]


@transaction.atomic
def reply_to_series(ritual: Ritual, *, by: User, reply: str, now: datetime) -> SeriesReply:
    """Reply to every date of `ritual` from `now` on; "not coming" withdraws what an earlier reply to it gave.

    Replying the same again only reaches dates that were missed.
    """
    series, _created = SeriesReply.objects.select_for_update().get_or_create(
        ritual=ritual, user=by, defaults={"reply": reply, "replied_at": now}
    )
    if series.reply != reply:
        series.reply, series.replied_at = reply, now
        series.save(update_fields=["reply", "replied_at", "updated_at"])
    _apply([series], Session.objects.visible_to(by).filter(ritual=ritual), now=now)
    invite_to_series(series, now=now)
    return series


@transaction.atomic
def take_replies_back(ritual: Ritual, *, by: User, now: datetime) -> None:
    """`by` leaves for good: "not coming" to the whole ritual and to every date to come that they replied to.

    Called while they still see it; whoever waits for their places moves up.
    """
    if SeriesReply.objects.filter(ritual=ritual, user=by, reply__in=COMES).exists():
        reply_to_series(ritual, by=by, reply=Reply.DECLINED, now=now)
    own = RSVP.objects.filter(user=by, session__ritual=ritual).exclude(reply=Reply.DECLINED)
    ahead = own.filter(session__status=SessionStatus.SCHEDULED, session__starts_at__gt=now)
    for rsvp in ahead.select_related("session").order_by("session_id"):
        reply_to_session(rsvp.session, by=by, reply=Reply.DECLINED, now=now)


def grant_for(sessions: Iterable[Session], *, now: datetime) -> int:
    """Give newly made dates the replies to their rituals, with the same few queries for any number of dates.

    A date is found by its ritual and the instant the rule gave it, since rows that were made in bulk may not know their
    keys. Returns how many replies that made or changed.
    """
    occurrences = {(session.ritual_id, session.recurrence_id) for session in sessions}
    rituals = {ritual_id for ritual_id, _start in occurrences}
    replies = list(_standing(SeriesReply.objects.filter(ritual__in=rituals)).order_by("replied_at", "pk"))
    if not replies:
        return 0
    made = Session.objects.filter(
        ritual__in={series.ritual_id for series in replies},
        recurrence_id__in={start for _ritual, start in occurrences},
    )
    return _apply(replies, made, now=now)


@transaction.atomic
def _apply(replies: list[SeriesReply], sessions: SessionQuerySet, *, now: datetime) -> int:
    # All in one order: two transactions that wait for each other's dates would end in a deadlock.
    ahead = sessions.scheduled().filter(starts_at__gt=now)
    locked = list(ahead.select_for_update(of=("self",)).order_by("pk"))
    places = Places(locked)
    new: list[RSVP] = []
    changed: list[RSVP] = []
    left: list[Session] = []
    for rsvp, series in _followers(replies, locked):
        if says_the_same(rsvp, series.reply) or (rsvp.pk is None and series.reply not in COMES):
            continue
        rsvp.updated_at = now
        if places.grant(rsvp, series.reply, now=now) and places.somebody_waits_for(rsvp.session):
            left.append(rsvp.session)
        (changed if rsvp.pk else new).append(rsvp)
    RSVP.objects.bulk_create(new, batch_size=1000)
    RSVP.objects.bulk_update(changed, CHANGED, batch_size=1000)
    _remind_of_the_next([*new, *changed], now)
    for session in left:
        promote_waiting(session, now=now)
    return len(new) + len(changed)


def _followers(replies: list[SeriesReply], sessions: list[Session]) -> Iterable[tuple[RSVP, SeriesReply]]:
    """For every date, each reply to its ritual with what that gave or may give there; dates replied to are left out."""
    there = RSVP.objects.filter(session__in=sessions, user__in={series.user_id for series in replies})
    known = {(rsvp.session_id, rsvp.user_id): rsvp for rsvp in there}
    of_ritual: dict[int | None, list[SeriesReply]] = defaultdict(list)
    for series in replies:
        of_ritual[series.ritual_id].append(series)
    for session in sessions:
        for series in of_ritual[session.ritual_id]:
            rsvp = known.get((session.pk, series.user_id))
            if rsvp is None:
                rsvp = RSVP(session=session, user_id=series.user_id, series_reply=series, reply="")
            if rsvp.series_reply_id == series.pk:
                rsvp.session = session
                yield rsvp, series


def _standing(replies: QuerySet[SeriesReply]) -> QuerySet[SeriesReply]:
    """Replies that still bring people: of colleagues who come, and who belong where only members do."""
    members = Ritual.members.through.objects.filter(ritual=OuterRef("ritual"), user=OuterRef("user"))
    runs = Facilitation.objects.filter(ritual=OuterRef("ritual"), user=OuterRef("user"))
    belongs = ~Q(ritual__audience=Audience.MEMBERS) | Exists(members) | Exists(runs)
    return replies.filter(belongs, reply__in=COMES, user__is_active=True)


def _remind_of_the_next(rsvps: list[RSVP], now: datetime) -> None:
    """Later dates are found in time by the job that prepares reminders."""
    for rsvp in rsvps:
        if rsvp.session.starts_at <= now + HORIZON and rsvp.reply != Reply.DECLINED:
            remind(rsvp)
