"""Encore: "run this for my team". What was prepared and captured once is given again, and credits both people."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.models import Session
from rituals.services.consents import RecordingTerms
from rituals.services.refusals import SlotTaken
from rituals.services.slots import claim_slot


@transaction.atomic
def run_encore(
    original: Session, *, slot: Session, by: User, recording: RecordingTerms | None = None, now: datetime
) -> Session:
    """`by` runs `original` again in a free slot, with its title, words, topics and run sheet.

    A topic that needs an expert is looked at again. Said again it changes nothing; raises SlotTaken.
    """
    if original.captured_at is None:
        raise SlotTaken(_("Only what was captured can be given again."))
    claim_slot(
        slot,
        by=by,
        title=original.title,
        abstract=original.abstract,
        topics=[topic.name for topic in original.topics.all()],
        suitability=original.suitability,
        with_expert=True,
        recording=recording,
        now=now,
    )
    encore = Session.objects.get(pk=slot.pk)
    if encore.encore_of_id is None:
        encore.encore_of = original
        encore.run_sheet = original.run_sheet or encore.run_sheet
        encore.save(update_fields=["encore_of", "run_sheet", "updated_at"])
    return encore
