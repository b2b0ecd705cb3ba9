"""Office hours: a colleague books one slot of a date and works side by side with the expert.

A slot is booked once, and one person has one slot a date. What somebody wants to work on is for the expert only. Who
booked has the slot in their own calendar; the mail that brings it says so, and no other one.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Booking, Session
from rituals.notices.office_hours import SLOT_BOOKED, SLOT_FREED, booking_key
from rituals.selectors.in_charge import in_charge
from rituals.selectors.office_hours import slot_length, slot_of, slot_starts
from rituals.services.calendar_invitations import tell_booker


class NotBookable(Exception):
    """The slot cannot be booked; the message says why, for the person who tried."""


@transaction.atomic
def book_slot(session: Session, *, by: User, starts_at: datetime, question: str, now: datetime) -> Booking:
    """`by` takes the slot that begins at `starts_at`; booking the own slot again changes the question.

    Raises NotBookable when it is taken, over, or none of this date's slots.
    """
    locked = _open_date(session, now)
    kept = locked.bookings.filter(user=by, starts_at=starts_at).exists()
    if not (kept or starts_at in slot_starts(locked)) or starts_at <= now:
        raise NotBookable(_("Choose one of the free slots."))
    if by in experts_of(locked):
        raise NotBookable(_("These are your own office hours."))
    minutes = slot_length(locked)
    others = locked.bookings.exclude(user=by)
    if others.filter(starts_at__gt=starts_at - minutes, starts_at__lt=starts_at + minutes).exists():
        raise NotBookable(_("Somebody has just booked this slot. Choose another one."))
    booking, _created = Booking.objects.update_or_create(
        session=locked, user=by, defaults={"starts_at": starts_at, "question": question}
    )
    tell_booker(locked.pk, by.pk, now=now)
    _tell(locked, experts_of(locked), booking, SLOT_BOOKED, now)
    return booking


@transaction.atomic
def give_slot_back(session: Session, *, by: User, now: datetime) -> None:
    """`by` does not come; the slot is free again and the expert hears of it. Without a booking nothing happens."""
    locked = _open_date(session, now)
    booking = locked.bookings.filter(user=by).first()
    if booking is None:
        return
    _tell(locked, experts_of(locked), booking, SLOT_FREED, now)
    booking.delete()
    tell_booker(locked.pk, by.pk, now=now)


def follow_moves(moved: Mapping[int, timedelta]) -> None:
    """The bookings of dates that moved, by key, keep their place in the date. Those that find no slot there go.

    Called by whoever moves dates, once they stand where they are now; calendars are told with their dates.
    """
    of_date = defaultdict(list)
    for booking in Booking.objects.filter(session__in=moved).select_related("session__ritual").order_by("starts_at"):
        of_date[booking.session_id].append(booking)
    for session_id, bookings in of_date.items():
        step, session = moved[session_id], bookings[0].session
        # No two may stand in one slot, not even on the way.
        for booking in reversed(bookings) if step > timedelta(0) else bookings:
            booking.starts_at += step
            _starts_at, ends_at = slot_of(booking)
            if session.starts_at <= booking.starts_at and ends_at <= session.ends_at:
                booking.save(update_fields=["starts_at", "updated_at"])
            else:
                booking.delete()


def experts_of(session: Session) -> list[User]:
    """Whom one works with: who teaches on that date, else who runs the ritual on that day, also for somebody else."""
    return session.teachers() or in_charge(session, session.starts_at)


def _open_date(session: Session, now: datetime) -> Session:
    locked = Session.objects.select_for_update(of=("self",)).select_related("ritual").get(pk=session.pk)
    if locked.status != SessionStatus.SCHEDULED or locked.ends_at <= now:
        raise NotBookable(_("These office hours are over or were cancelled."))
    return locked


def _tell(session: Session, people: list[User], booking: Booking, kind: str, now: datetime) -> None:
    enqueue(
        Draft(
            kind=kind,
            recipient=person,
            object_key=booking_key(booking),
            seq=int(now.timestamp()),
            due_at=now,
            expires_at=session.ends_at,
        )
        for person in people
    )
