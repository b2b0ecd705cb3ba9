"""Doors for the worker; what there is to do stands in the table, so a lost or doubled task changes nothing."""

import structlog
from celery import shared_task

logger = structlog.get_logger(__name__)


@shared_task(name="outbox.sweep", soft_time_limit=120, time_limit=150)
def sweep() -> None:
    """Send what is due. Taken off the queue before it runs: what a killed worker leaves, the next tick finds."""
    from peerlearn.outbox.services.poke import poke
    from peerlearn.outbox.services.sweep import sweep_within_budget

    if sweep_within_budget():
        poke()


@shared_task(name="outbox.forget_texts")
def forget_texts() -> None:
    """Drop the words of mails sent long ago."""
    from peerlearn.outbox.services.retention import forget_texts

    forget_texts()


@shared_task(name="outbox.read_mailbox")
def read_mailbox() -> None:
    """Hand on what came by mail, where a mailbox is set."""
    from functools import partial

    from django.conf import settings
    from django.utils import timezone

    from peerlearn.outbox import inbound

    if not settings.INBOUND_MAIL_URL:
        return
    try:
        read = inbound.read_mailbox(settings.INBOUND_MAIL_URL, partial(inbound.hand_on, now=timezone.now()))
    except inbound.MailboxUnreachable as error:
        logger.warning("mailbox_unreachable", error=str(error))
    else:
        logger.info("mailbox_read", mails=read)


@shared_task(name="outbox.materialise_digests")
def materialise_digests() -> None:
    """Draft the weekly digests that became due."""
    from django.utils import timezone

    from peerlearn.outbox.services.digests import materialise_digests

    materialise_digests(now=timezone.now())
