"""The bookable slots of an office-hours date."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Booking, CalendarInvitation, Session

USUAL_MINUTES = 20


@dataclass(frozen=True)
class BookableSlot:
    """One slot; `booking` is there only for whoever may see it: the one who booked, and the expert."""

    starts_at: datetime
    ends_at: datetime
    taken: bool
    booking: Booking | None


def slot_starts(session: Session) -> list[datetime]:
    """When the slots of a date begin; a rest too short for a slot is none."""
    minutes = slot_length(session)
    count = int((session.ends_at - session.starts_at) / minutes)
    return [session.starts_at + number * minutes for number in range(count)]


def bookable_slots(session: Session, user: User, *, runs: bool) -> list[BookableSlot]:
    """All slots of a date in order; names and questions only for `user` themselves and for who `runs` it.

    Who booked before the slots got another length keeps their time; what it overlaps is taken for others.
    """
    bookings = {booking.starts_at: booking for booking in session.bookings.select_related("user")}
    others = [start for start, booking in bookings.items() if booking.user_id != user.pk]
    minutes = slot_length(session)
    slots = []
    for start in sorted({*slot_starts(session), *bookings}):
        booking = bookings.get(start)
        shown = booking if booking and (runs or booking.user_id == user.pk) else None
        taken = booking is not None or any(abs(other - start) < minutes for other in others)
        slots.append(BookableSlot(start, start + minutes, taken, shown))
    return slots


def slot_of(booking: Booking) -> tuple[datetime, datetime]:
    """From when to when the two work together."""
    return booking.starts_at, booking.starts_at + slot_length(booking.session)


def bookings_of(user: User, *, since: datetime) -> QuerySet[Booking]:
    """The slots that `user` booked on dates that end after `since`, each with the `sequence` their calendar knows."""
    told = CalendarInvitation.objects.filter(user=user, session=OuterRef("session")).exclude(
        uid=OuterRef("session__uid")
    )
    visible = Session.objects.visible_to(user).filter(ends_at__gt=since).exclude(status=SessionStatus.DRAFT)
    return (
        Booking.objects.filter(user=user, session__in=visible)
        .annotate(sequence=Coalesce(Subquery(told.values("sequence")[:1]), F("session__sequence")))
        .select_related("session__ritual")
        .order_by("starts_at", "pk")
    )


def slot_length(session: Session) -> timedelta:
    return timedelta(minutes=(session.ritual and session.ritual.slot_minutes) or USUAL_MINUTES)
