"""What some forms of ritual add to their pages: bookable slots, written updates, the members of a community."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import RitualKind, SessionStatus
from rituals.forms.forums import BookingForm, UpdateForm
from rituals.models import Ritual, Session
from rituals.selectors.office_hours import BookableSlot, bookable_slots
from rituals.selectors.session_page import NAMES_SHOWN_FOR

MEMBERS_SHOWN = 60


def booking_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The slots of an office-hours date; who booked them is told to its people until 30 days after it."""
    if session.kind != RitualKind.OFFICE_HOURS or session.status == SessionStatus.CANCELLED:
        return None
    runs = request.user.has_perm("rituals.run_session", session)
    now = timezone.now()
    names = runs and now < session.ends_at + NAMES_SHOWN_FOR
    slots = bookable_slots(session, request.user, runs=names)
    own = next((slot for slot in slots if slot.booking and slot.booking.user_id == request.user.pk), None)
    open_now = session.status == SessionStatus.SCHEDULED and session.ends_at > now
    context: dict[str, Any] = {"session": session, "slots": slots, "own": own, "open": open_now, "runs": runs}
    if open_now and not runs:
        posted = request.POST if "question" in request.POST else None
        context["form"] = booking_form(slots, now=now, data=posted)
    return Panel("rituals/panels/office_hours.html", context)


def booking_form(slots: list[BookableSlot], *, now: datetime, data: Any = None) -> BookingForm:
    """The form with those of the `slots` of a learner that may be chosen: free ones still to come, and the own one."""
    open_slots = [slot for slot in slots if slot.starts_at > now and (not slot.taken or slot.booking)]
    free = [(slot.starts_at.isoformat(), date_format(timezone.localtime(slot.starts_at), "H:i")) for slot in open_slots]
    own = next((slot.booking for slot in slots if slot.booking), None)
    return BookingForm(data, free=free, own=own)


def updates_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The updates of a written round, and the form while it lasts."""
    if session.kind != RitualKind.WORKING_OUT_LOUD or session.status == SessionStatus.CANCELLED:
        return None
    updates = list(session.updates.select_related("user").order_by("created_at", "pk"))
    own = next((update for update in updates if update.user_id == request.user.pk), None)
    lasts = session.status == SessionStatus.SCHEDULED and session.starts_at <= timezone.now() < session.ends_at
    # A refused text stands in its field again, with the reason.
    form = UpdateForm(request.POST) if "text" in request.POST else UpdateForm(initial={"text": own.text if own else ""})
    context = {"session": session, "updates": updates, "own": own, "lasts": lasts, "form": form}
    return Panel("rituals/panels/updates.html", context)


def community_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    """Who belongs to a community of practice, and the way out."""
    if ritual.kind != RitualKind.COMMUNITY_OF_PRACTICE:
        return None
    members = list(ritual.members.filter(is_active=True).order_by("sort_name", "pk"))
    return Panel(
        "rituals/panels/community.html",
        {
            "community": ritual,
            "members": members[:MEMBERS_SHOWN],
            "more": max(len(members) - MEMBERS_SHOWN, 0),
            "count": len(members),
            "is_member": request.user in members,
        },
    )
