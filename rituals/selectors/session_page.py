"""What one session's page shows to one person.

Names of those who are coming or came are working material of the session's teachers and facilitators, until 30 days
after its end; everybody else sees how many.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from peerlearn.people.models import User
from rituals.enums import WITHOUT_SLOTS, Reply, RitualKind, SessionStatus, TeachingState
from rituals.models import RSVP, Attendance, Session
from rituals.models.attendance import DOOR_OPENS
from rituals.models.session import SessionQuerySet
from rituals.selectors.consents import Recording, recording_of
from rituals.selectors.replies import comes_to_all
from rituals.selectors.slot_board import WITH_PEOPLE

JOINED_OTHERWISE = (RitualKind.OFFICE_HOURS, RitualKind.WORKING_OUT_LOUD)  # by booking a slot, by writing
NAMES_SHOWN_FOR = timedelta(days=30)
FEWEST_TOLD = 5  # how many came is told to everybody from here on, and any number to the session's people for a month


@dataclass(frozen=True)
class SessionPage:
    """`came` is 0 where it may not be told; `places_left` is None without a limit.

    `waiting_place` is the person's number on the waiting list, from 1.
    """

    session: Session
    teachers: tuple[User, ...]
    coming: int
    maybe: int
    came: int
    places_left: int | None
    reply: str
    waiting_place: int | None
    offers_all: bool
    comes_to_all: bool
    open_for_replies: bool
    asks_for_reply: bool
    open_slot: bool
    booked_in_slots: bool
    door_open: bool
    begun: bool
    over: bool
    asks_if_held: bool
    guests: tuple[RSVP, ...]
    attendees: tuple[Attendance, ...]
    recording: Recording


def for_session_page() -> SessionQuerySet:
    """Sessions with all that their page and its rules read."""
    return Session.objects.select_related("ritual").prefetch_related(WITH_PEOPLE, "topics", "ritual__facilitations")


def session_page(session: Session, user: User, *, runs: bool, now: datetime) -> SessionPage:
    """Put together the page of a session from `for_session_page`; `runs` adds the names."""
    replies = list(session.rsvps.order_by("replied_at", "pk").select_related("user"))
    attendances = list(session.attendances.select_related("user").order_by("user__sort_name"))
    accepted = [rsvp for rsvp in replies if rsvp.reply == Reply.ACCEPTED]
    maybe = [rsvp for rsvp in replies if rsvp.reply == Reply.TENTATIVE]
    waiting = [rsvp.user_id for rsvp in replies if rsvp.reply == Reply.WAITLISTED]
    scheduled = session.status == SessionStatus.SCHEDULED
    begun = session.starts_at <= now
    over = session.ends_at <= now
    names = runs and now < session.ends_at + NAMES_SHOWN_FOR
    series = session.ritual if session.ritual and session.ritual.rrule else None
    return SessionPage(
        session=session,
        teachers=tuple(session.teachers()),
        coming=len(accepted),
        maybe=len(maybe),
        came=len(attendances) if names or len(attendances) >= FEWEST_TOLD else 0,
        places_left=None if session.capacity is None else max(session.capacity - len(accepted), 0),
        reply=next((rsvp.reply for rsvp in replies if rsvp.user_id == user.pk), ""),
        waiting_place=waiting.index(user.pk) + 1 if user.pk in waiting else None,
        offers_all=series is not None,
        comes_to_all=series is not None and comes_to_all(user, series),
        open_for_replies=scheduled and not begun,
        asks_for_reply=scheduled and not begun and session.kind not in JOINED_OTHERWISE,
        open_slot=scheduled and not begun and _may_be_taken(session, user),
        booked_in_slots=session.kind == RitualKind.OFFICE_HOURS,
        door_open=scheduled and session.starts_at - DOOR_OPENS <= now <= session.ends_at,
        begun=begun,
        over=over,
        asks_if_held=runs and over and session.status in (SessionStatus.SCHEDULED, SessionStatus.UNKNOWN),
        guests=tuple(accepted + maybe) if names else (),
        attendees=tuple(attendances) if names else (),
        recording=recording_of(session),
    )


def _may_be_taken(session: Session, user: User) -> bool:
    """Nobody teaches there; whoever was asked answers that instead."""
    taken_or_mine = (
        teaching.state == TeachingState.ACCEPTED
        or (teaching.state == TeachingState.INVITED and teaching.user_id == user.pk)
        for teaching in session.teachings.all()
    )
    return session.kind not in WITHOUT_SLOTS and not any(taken_or_mine)
