"""A session as the calendar entry that goes to somebody's own calendar."""

from django.conf import settings
from django.utils.translation import gettext as _

from rituals.enums import Audience, SessionStatus
from rituals.icalendar import CalendarEvent
from rituals.models import Session


def calendar_event(session: Session) -> CalendarEvent:
    """The entry of a session whose ritual is loaded. The meeting link stands in it, so that one can join without us."""
    lines = [session.abstract, session.meeting_url]
    if session.status == SessionStatus.CANCELLED:
        lines.insert(0, _("Cancelled."))
    return CalendarEvent(
        uid=session.uid,
        sequence=session.sequence,
        title=session.title or str(session.ritual or _("Session")),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        changed_at=session.updated_at,
        url=settings.BASE_URL + session.get_absolute_url(),
        description="\n\n".join(line for line in lines if line),
        place=session.place or session.meeting_url,
        cancelled=session.status == SessionStatus.CANCELLED,
        free=session.audience == Audience.OPTIONAL,
    )
