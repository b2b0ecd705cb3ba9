"""A session or a series as the calendar entry that goes to somebody's own calendar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from rituals.enums import Audience, CapturePolicy, SessionStatus
from rituals.icalendar import CalendarEvent, Method
from rituals.models import Ritual, Session
from rituals.models.uids import slot_uid
from rituals.selectors.office_hours import slot_of
from rituals.services.calendar_entries import Change
from rituals.services.calendar_series import Series, Shown, shown


def calendar_event(session: Session) -> CalendarEvent:
    """The entry of a session whose ritual is loaded. The meeting link stands in it, so that one can join without us."""
    lines = [session.abstract, session.meeting_url]
    if session.status == SessionStatus.CANCELLED:
        lines.insert(0, _("Cancelled."))
    return CalendarEvent(
        uid=session.uid,
        sequence=session.sequence,
        title=session.title_or_ritual,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        changed_at=session.updated_at,
        url=settings.BASE_URL + session.get_absolute_url(),
        description=_paragraphs(*lines),
        place=session.place or session.meeting_url,
        cancelled=session.status == SessionStatus.CANCELLED,
        free=session.audience == Audience.OPTIONAL,
    )


def slot_event(booking: Any) -> CalendarEvent:
    """The entry of a booked slot of office hours, with its session, ritual and `sequence` as in `bookings_of`."""
    starts_at, ends_at = slot_of(booking)
    whole = calendar_event(booking.session)
    return replace(
        whole,
        uid=slot_uid(booking.session.uid, booking.user_id),
        sequence=booking.sequence,
        starts_at=starts_at,
        ends_at=ends_at,
        changed_at=max(booking.updated_at, booking.session.updated_at),
        free=False,
    )


def title_of(change: Change) -> str:
    """What a change is about. Whoever left a circle is not told what its dates were called since."""
    session = change.session
    withdrawn = change.method == Method.CANCEL and session is not None and session.audience == Audience.MEMBERS
    if session is None or withdrawn:
        return str(change.ritual or (session and session.ritual) or _("Session"))
    return session.title_or_ritual


def invitation_events(change: Change, *, told_at: datetime, links: tuple[str, ...]) -> Iterator[CalendarEvent]:
    """The entries that a mail about `change` carries; `links` are the person's own, each with its words."""
    if change.session and not change.recurrence_id:
        yield _dated(change, change.session, told_at, links)
    elif change.recurrence_id and change.ritual:
        yield _occurrence(change, change.recurrence_id, told_at, links)
    elif change.series:
        yield _whole(change, change.series, told_at, links)
        for session in change.series.moved:
            yield _standing(change, session, told_at, recurrence_id=session.recurrence_id)
    elif change.ritual and change.former:
        former = change.former
        stood = (former.starts_at, former.ends_at, former.place)
        yield _entry(change, stood, told_at, title=change.ritual.name, time_zone=former.time_zone, ritual=change.ritual)


def _dated(change: Change, session: Session, told_at: datetime, links: tuple[str, ...]) -> CalendarEvent:
    """A session's own entry. A withdrawn one says no more than what the person knew."""
    if change.method == Method.CANCEL and change.former:
        former = change.former
        stood = (former.starts_at, former.ends_at, former.place)
        return _entry(change, stood, told_at, title=title_of(change), time_zone=session.time_zone, session=session)
    return _standing(change, session, told_at, links=links)


def _occurrence(change: Change, instant: datetime, told_at: datetime, links: tuple[str, ...]) -> CalendarEvent:
    """One date of a series, in the place of the instant the rule gave it."""
    session, series = change.session, change.series
    if session and change.method == Method.REQUEST:
        return _standing(change, session, told_at, recurrence_id=instant, links=links)
    assert series is not None and change.ritual is not None  # noqa: S101 - a date of a series that stands
    return _entry(
        change,
        series.plain_at(instant),
        told_at,
        title=title_of(change),
        time_zone=series.time_zone,
        ritual=change.ritual,
        recurrence_id=instant,
    )


def _standing(
    change: Change,
    session: Session,
    told_at: datetime,
    *,
    recurrence_id: datetime | None = None,
    links: tuple[str, ...] = (),
) -> CalendarEvent:
    """A session that takes place: by itself, or instead of the date that the rule gave."""
    return _entry(
        change,
        (*(change.slot or shown(session))[:2], session.place or session.meeting_url),
        told_at,
        title=session.title_or_ritual,
        time_zone=session.time_zone,
        session=session,
        description=_paragraphs(session.abstract, *_meeting(session), _recorded(session), *links),
        recurrence_id=recurrence_id,
    )


def _whole(change: Change, series: Series, told_at: datetime, links: tuple[str, ...]) -> CalendarEvent:
    ritual = series.ritual
    return _entry(
        change,
        (series.starts_at, series.ends_at, ritual.place or ritual.meeting_url),
        told_at,
        title=ritual.name,
        time_zone=series.time_zone,
        ritual=ritual,
        description=_paragraphs(ritual.description, *_meeting(ritual), _recorded(ritual), *links),
        rrule=series.rrule,
        skipped=tuple(series.skipped),
    )


def _entry(
    change: Change,
    stands: Shown,
    told_at: datetime,
    *,
    title: str,
    time_zone: str,
    session: Session | None = None,
    ritual: Ritual | None = None,
    description: str = "",
    rrule: str = "",
    skipped: tuple[datetime, ...] = (),
    recurrence_id: datetime | None = None,
) -> CalendarEvent:
    subject = session or ritual
    starts_at, ends_at, place = stands
    return CalendarEvent(
        uid=change.uid,
        sequence=change.sequence,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        changed_at=told_at,
        url=settings.BASE_URL + subject.get_absolute_url() if subject else "",
        description=description,
        place=place.partition("\n")[0],
        cancelled=change.method == Method.CANCEL,
        free=subject is not None and subject.audience == Audience.OPTIONAL and change.slot is None,
        rrule=rrule,
        skipped=skipped,
        recurrence_id=recurrence_id,
    )


def _meeting(subject: Session | Ritual) -> list[str]:
    return [_("Meeting: %(link)s") % {"link": subject.meeting_url}] if subject.meeting_url else []


def _recorded(subject: Session | Ritual) -> str:
    if subject.capture_policy == CapturePolicy.STANDARD:
        return _("It is recorded, so that colleagues can find it later.")
    return _("It is not recorded; only notes are kept.") if subject.capture_policy == CapturePolicy.NOTES_ONLY else ""


def _paragraphs(*lines: str) -> str:
    return "\n\n".join(line for line in lines if line)
