"""Asking for what nobody kept: the people who can add it hear once that colleagues look for it, never who."""

from datetime import datetime, timedelta

from django.db import transaction

from knowledge.models import CaptureAsk
from knowledge.notices.asked import CAPTURE_ASKED, asked_key
from knowledge.selectors.uncaptured import asker_mark
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.models import Session
from rituals.selectors.in_charge import in_charge

TOLD_FOR = timedelta(days=14)


@transaction.atomic
def ask_for_capture(session: Session, *, by: User, now: datetime) -> None:
    """`by` would like to know what was said; asked twice it is the same, and however many ask, each hears once."""
    CaptureAsk.objects.bulk_create(
        [CaptureAsk(session=session, mark=asker_mark(session.pk, by))], ignore_conflicts=True
    )
    adds = dict.fromkeys([*in_charge(session, now), *session.teachers()])
    enqueue(
        Draft(
            kind=CAPTURE_ASKED,
            recipient=person,
            object_key=asked_key(session.pk),
            due_at=now,
            expires_at=now + TOLD_FOR,
        )
        for person in adds
        if person.is_active
    )
