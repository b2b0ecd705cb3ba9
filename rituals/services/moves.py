"""Changing one date apart from its series: what it is about, when and where.

A move keeps `recurrence_id`, the instant the rule gave, so that calendars know which date of the series moved. A new
time, place or link raises `sequence`; a new time puts the reminders right.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import Reply, RitualKind, SessionStatus
from rituals.models import Session
from rituals.recurrence import session_end
from rituals.services.consents import follow_consents
from rituals.services.office_hours import follow_moves
from rituals.services.reminders import remind_again
from rituals.services.rsvps import promote_waiting
from rituals.services.sessions import NotPossible
from rituals.signals import announce, session_changed

LONGEST = timedelta(hours=12)
TOLD_TO_CALENDARS = {"starts_at", "ends_at", "place", "meeting_url"}


@transaction.atomic
def change_session(
    session: Session,
    *,
    by: User,
    now: datetime,
    title: str,
    abstract: str,
    topics: Iterable[str],
    starts_at: datetime,
    duration_minutes: int,
    place: str,
    meeting_url: str,
    capacity: int | None,
    capture_policy: str,
) -> Session:
    """Keep what `by` changed about this date; the same again changes nothing.

    Raises NotPossible when it is over or cancelled, for a time that has passed or lasts more than 12 hours, and for
    fewer places than people who are coming.
    """
    changed = Session.objects.select_for_update().get(pk=session.pk)
    ends_at = session_end(changed.kind, starts_at, duration_minutes, ZoneInfo(changed.time_zone))
    fields = {
        "title": title,
        "abstract": abstract,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place,
        "meeting_url": meeting_url,
        "capacity": capacity,
        "capture_policy": capture_policy,
    }
    _refuse_unless_to_come(changed, now)
    _refuse_odd_times(changed, starts_at, ends_at, now)
    refuse_too_few_places(changed.rsvps.filter(reply=Reply.ACCEPTED).count(), capacity)
    different = {name for name, value in fields.items() if getattr(changed, name) != value}
    wanted = find_or_create_topics(topics)
    if not different and set(changed.topics.all()) == set(wanted):
        return changed
    step = starts_at - changed.starts_at
    for name, value in fields.items():
        setattr(changed, name, value)
    changed.topics.set(wanted)
    changed.edited_at, changed.edited_by = now, by
    changed.sequence += bool(different & TOLD_TO_CALENDARS)
    changed.save(update_fields=[*fields, "edited_at", "edited_by", "sequence", "updated_at"])
    follow_consents([changed.pk])
    follow_moves({changed.pk: step})
    if different & TOLD_TO_CALENDARS:
        remind_again(changed)
    promote_waiting(changed, now=now)
    announce(session_changed, changed.pk)
    return changed


def refuse_too_few_places(coming: int, capacity: int | None) -> None:
    """Raise NotPossible when more people are coming than there would be places."""
    if capacity is not None and capacity < coming:
        words = ngettext(
            "%(count)d person is coming; reduce to %(count)d or more.",
            "%(count)d people are coming; reduce to %(count)d or more.",
            coming,
        )
        raise NotPossible(words % {"count": coming})


def _refuse_unless_to_come(session: Session, now: datetime) -> None:
    if session.status not in (SessionStatus.DRAFT, SessionStatus.SCHEDULED) or session.starts_at <= now:
        raise NotPossible(_("Only a session that is still to come can be changed."))


def _refuse_odd_times(session: Session, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise NotPossible(_("This time has passed. Choose one that is still to come."))
    if ends_at <= starts_at:
        raise NotPossible(_("A session ends after it starts."))
    if session.kind != RitualKind.WORKING_OUT_LOUD and ends_at - starts_at > LONGEST:
        raise NotPossible(_("A session lasts at most 12 hours."))
