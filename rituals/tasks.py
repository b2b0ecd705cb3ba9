"""Doors for the worker; each calls one service and is safe to run twice."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.utils import timezone

logger = structlog.get_logger(__name__)


@shared_task(name="rituals.materialise_sessions")
def materialise_sessions() -> None:
    """Keep every ritual's sessions 26 weeks ahead."""
    from rituals.services.series import materialise_all

    logger.info("sessions_materialised", added=materialise_all(now=timezone.now()))


@shared_task(name="rituals.settle_sessions")
def settle_sessions() -> None:
    """Decide what is over: held, or unknown after a week of silence."""
    from rituals.services import sessions
    from rituals.services.working_out_loud import settle_rounds

    now = timezone.now()
    rounds = settle_rounds(now=now)
    settled = sessions.settle_sessions(now=now)
    logger.info("sessions_settled", held=settled.held + rounds, unknown=settled.unknown)


@shared_task(name="rituals.materialise_reminders")
def materialise_reminders() -> None:
    """Put the reminders of the next 48 hours into the outbox."""
    from rituals.services import reminders

    logger.info("reminders_materialised", added=reminders.materialise_reminders(now=timezone.now()))


@shared_task(name="rituals.name_circle_hosts")
def name_circle_hosts() -> None:
    """Name the hosts of coaching circles two weeks ahead."""
    from rituals.services.circles import name_all_hosts

    logger.info("circle_hosts_named", added=name_all_hosts(now=timezone.now()))


@shared_task(name="rituals.pass_on_sign_offs")
def pass_on_sign_offs() -> None:
    """Ask the next expert where the last one was silent for five days."""
    from rituals.services.sign_offs import pass_on_silent

    logger.info("sign_offs_passed_on", asked=pass_on_silent(now=timezone.now()))


@shared_task(name="rituals.recheck_invitations")
def recheck_invitations(minutes: int = 0) -> None:
    """Tell calendars that are behind; with `minutes`, only about what changed in the last so many."""
    from rituals.services.calendar_checks import recheck

    now = timezone.now()
    since = now - timedelta(minutes=minutes) if minutes else None
    logger.info("invitations_rechecked", added=recheck(now=now, since=since))


@shared_task(name="rituals.materialise_schedule")
def materialise_schedule() -> None:
    """Put what the people of a session are told around its date into the outbox."""
    from rituals.services import schedule

    logger.info("schedule_materialised", added=schedule.materialise_schedule(now=timezone.now()))


@shared_task(name="rituals.ask_transfer")
def ask_transfer() -> None:
    """Ask those who came a month ago whether they use it."""
    from rituals.services.feedback import draft_transfer_questions

    logger.info("transfer_asked", added=draft_transfer_questions(now=timezone.now()))


@shared_task(name="rituals.tell_named")
def tell_named() -> None:
    """Tell whoever was named in a call for champions that is over."""
    from rituals.services import champions

    logger.info("named_colleagues_told", added=champions.tell_named(now=timezone.now()))
