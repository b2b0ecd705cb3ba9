"""Days on which rituals do not meet: skip dates of one, holidays of a place, pauses of a program or of everybody.

A date that nobody touched goes. One that somebody touched is never dropped: a skip date cancels it, once the person has
said so; a holiday or a pause leaves it and names it. When the day is taken back, the dates that went return.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from peerlearn.core.queue import ask_worker
from peerlearn.people.models import User
from rituals.models import Holiday, Pause, Program, Ritual, Session, SkipDate
from rituals.models.ritual import RitualQuerySet
from rituals.selectors.days_off import days_of, sessions_on
from rituals.selectors.touched import was_touched
from rituals.services.series import materialise
from rituals.services.sessions import cancel_session
from rituals.signals import announce_series
from rituals.tasks import materialise_sessions


@transaction.atomic
def skip_day(ritual: Ritual, day: date, *, reason: str, by: User, now: datetime) -> SkipDate:
    """The ritual does not meet on `day`: what nobody touched goes, the rest is cancelled."""
    skip, _made = SkipDate.objects.update_or_create(ritual=ritual, day=day, defaults={"reason": reason})
    for session in _clear(Ritual.objects.filter(pk=ritual.pk), [day], now=now):
        cancel_session(session, by=by, now=now)
    return skip


@transaction.atomic
def unskip_day(skip: SkipDate, *, now: datetime) -> None:
    """The ritual meets on that day after all; what was cancelled stays so."""
    ritual = skip.ritual
    skip.delete()
    materialise(ritual, now=now)
    announce_series(ritual.pk)


@transaction.atomic
def keep_holidays(location: str, days: Mapping[date, str], *, now: datetime) -> list[Session]:
    """Keep holidays of a place, each with its name; returns the dates on them that stay, being touched."""
    Holiday.objects.bulk_create(
        [Holiday(location=location, day=day, name=name) for day, name in days.items()],
        update_conflicts=True,
        unique_fields=["location", "day"],
        update_fields=["name"],
    )
    return _clear(Ritual.objects.running().filter(holiday_location=location), list(days), now=now)


@transaction.atomic
def drop_holiday(holiday: Holiday) -> None:
    """People work on that day after all."""
    affected = Ritual.objects.running().filter(holiday_location=holiday.location)
    holiday.delete()
    _refill(affected)


@transaction.atomic
def pause_rituals(
    program: Program | None, *, first_day: date, last_day: date, reason: str, by: User, now: datetime
) -> tuple[Pause, list[Session]]:
    """Pause a program's rituals, or everybody's, both days included.

    Returns the pause, and the dates inside it that stay, since somebody touched them.
    """
    pause = Pause.objects.create(program=program, first_day=first_day, last_day=last_day, reason=reason, created_by=by)
    return pause, _clear(_paused_by(pause), days_of(pause), now=now)


@transaction.atomic
def end_pause(pause: Pause) -> None:
    """The rituals meet on those days after all."""
    affected = _paused_by(pause)
    pause.delete()
    _refill(affected)


def _paused_by(pause: Pause) -> RitualQuerySet:
    rituals = Ritual.objects.running()
    return rituals.filter(program=pause.program_id) if pause.program_id else rituals


def _clear(rituals: RitualQuerySet, days: Collection[date], *, now: datetime) -> list[Session]:
    """Remove the dates to come on these days that nobody touched; returns the others."""
    found = sessions_on(rituals, days, now=now)
    loose = [session for session in found if not was_touched(session)]
    Session.objects.filter(pk__in=[session.pk for session in loose]).delete()
    _announce(rituals)
    return [session for session in found if was_touched(session)]


def _refill(rituals: RitualQuerySet) -> None:
    """Let the worker look again which dates are missing; the nightly pass would find them too."""
    _announce(rituals)
    rituals.update(made_until=None)
    transaction.on_commit(lambda: ask_worker(materialise_sessions))


def _announce(rituals: RitualQuerySet) -> None:
    """Calendars know the days off of a series beyond the dates that are made."""
    for ritual_id in rituals.exclude(rrule="").order_by("pk").values_list("pk", flat=True):
        announce_series(ritual_id)
