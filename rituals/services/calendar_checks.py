"""Finding calendars that were not told: a signal that was lost, a mail that overtook a reply, a member who left.

Every few minutes what changed of late is looked at again, and every night all that somebody's calendar still shows.
"""

from datetime import datetime

from django.db.models import Q

from rituals.models import CalendarInvitation
from rituals.services.calendar_entries import series_change, session_change, slot_change
from rituals.services.calendar_invitations import tell_one


def recheck(*, now: datetime, since: datetime | None = None) -> int:
    """Note what calendars still have to be told about what is to come; with `since`, about what changed from then on.

    Returns how many messages are new.
    """
    standing = CalendarInvitation.objects.filter(recurrence_id=None, cancelled=False)
    ahead = standing.filter(Q(ritual__isnull=False) | Q(ends_at__gt=now) | Q(session__ends_at__gt=now))
    if since:
        dates = Q(ritual__sessions__updated_at__gte=since) | Q(session__updated_at__gte=since)
        ahead = ahead.filter(dates | Q(updated_at__gte=since) | Q(ritual__updated_at__gte=since)).distinct()
    rows = ahead.select_related("user", "session__ritual", "ritual").order_by("pk")
    return sum(tell_one(row, now=now) for row in rows.iterator(chunk_size=500) if _behind(row, now))


def _behind(row: CalendarInvitation, now: datetime) -> bool:
    if row.session:
        change = session_change if row.uid == row.session.uid else slot_change
        return change(row.session, row.user, now=now) is not None
    return row.ritual is not None and series_change(row.ritual, row.user, row.uid, now=now) is not None
