"""Replies that come from a calendar or from the link in an invitation: they change the person's own reply, no other."""

from dataclasses import replace
from datetime import datetime

from peerlearn.people.models import User
from rituals.enums import Reply
from rituals.models import CalendarInvitation, Session
from rituals.services.office_hours import NotBookable, give_slot_back
from rituals.services.reply_links import Invited, invited_to
from rituals.services.rsvps import RepliesClosed, reply_to_session
from rituals.services.series_replies import reply_to_series


def reply_as(invited: Invited, reply: str, *, now: datetime) -> None:
    """Keep the person's reply to what they were invited to. Raises rsvps.RepliesClosed."""
    if invited.slot and invited.session:
        _answer_about_slot(invited.session, invited.user, reply, now)
    elif invited.session:
        reply_to_session(invited.session, by=invited.user, reply=reply, now=now)
    elif invited.ritual:
        reply_to_series(invited.ritual, by=invited.user, reply=reply, now=now)


def invited_by_uid(user: User, uid: str, recurrence_id: datetime | None) -> tuple[Invited, CalendarInvitation] | None:
    """What a calendar that replies under `uid` was invited to, with what it was last told; None when it never was."""
    told = CalendarInvitation.objects.filter(user=user, uid=uid, cancelled=False)
    row = told.filter(recurrence_id=recurrence_id).first() or told.filter(recurrence_id=None).first()
    if row is None:
        return None
    if row.ritual_id is None:
        found = invited_to(user, "session", row.session_id or 0)
        found = found and replace(found, slot=bool(found.session and found.session.uid != uid))
    elif recurrence_id is None:
        found = invited_to(user, "ritual", row.ritual_id)
    else:
        dates = Session.objects.visible_to(user).filter(ritual=row.ritual_id, series_uid=uid)
        session = dates.filter(recurrence_id=recurrence_id).first()
        found = Invited(user, session=session) if session else None
    return (found, row) if found else None


def _answer_about_slot(session: Session, user: User, reply: str, now: datetime) -> None:
    """ "Not coming" gives the slot back; it is booked already, so any other answer changes nothing."""
    if reply != Reply.DECLINED:
        return
    try:
        give_slot_back(session, by=user, now=now)
    except NotBookable as refusal:
        raise RepliesClosed(str(refusal)) from None
