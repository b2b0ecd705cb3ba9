"""Sign-off by an expert: asked when such a topic takes a slot, passed on after five days of silence.

The claim is kept meanwhile, and the session is shown as waiting. An approval holds for what the expert was shown: a
changed kind of topic asks anew.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.topics.models import Topic
from rituals.enums import TeachingState
from rituals.models import Session, SignOff
from rituals.notices.sign_offs import ASKED_TO_REVIEW, REVIEW_ANSWERED, answer_key, review_key
from rituals.selectors.sign_offs import reviewers_for, sign_off_state
from rituals.services.refusals import NotForColleagues
from rituals.signals import announce, session_changed

SILENT_AFTER = timedelta(days=5)


def refuse_locked(topics: Iterable[Topic]) -> None:
    """Raise NotForColleagues when an owner locked one of the topics to formal training."""
    locked = [topic for topic in topics if topic.formal_only_since]
    if locked:
        words = _("“%(topic)s” is taught in formal training only: whoever looks after the topic decided so.")
        raise NotForColleagues(words % {"topic": locked[0].name}, locked)


@transaction.atomic
def ask_for_sign_off(session: Session, *, agreed: bool = True, now: datetime) -> SignOff | None:
    """Ask the first expert for a session that needs one; asked again it changes nothing.

    Raises NotForColleagues where the teacher has not `agreed` to wait for an expert, and where nobody is named.
    """
    state = sign_off_state(session)
    if not state.needed:
        return None
    known = state.approved or state.refused or state.waiting
    if known:
        return known
    topics = list(session.topics.all())
    if not agreed:
        words = _(
            "Where a wrong answer is dangerous, people learn it in formal training. If it is to be taught here all the "
            "same, an expert signs off first: tick “Ask an expert to sign off”."
        )
        raise NotForColleagues(words, topics)
    asked = _ask_next(session, now)
    if asked is None:
        words = _("This needs an expert who signs off, and nobody is named for it. Add a topic that has an owner.")
        raise NotForColleagues(words, topics)
    return asked


def withdraw_sign_offs(session: Session) -> None:
    """What experts said about the former topic holds no more."""
    session.sign_offs.all().delete()


@transaction.atomic
def answer_sign_off(sign_off: SignOff, *, approved: bool, note: str = "", now: datetime) -> SignOff:
    """Keep the expert's answer and tell the teachers; the first answer of an expert stands."""
    answered = SignOff.objects.select_for_update().select_related("session").get(pk=sign_off.pk)
    if answered.answered_at:
        return answered
    answered.answered_at, answered.note = now, note
    answered.approved_at = now if approved else None
    answered.save(update_fields=["answered_at", "approved_at", "note", "updated_at"])
    session = answered.session
    teachings = session.teachings.filter(state=TeachingState.ACCEPTED).select_related("user")
    enqueue(
        Draft(
            kind=REVIEW_ANSWERED,
            recipient=teaching.user,
            object_key=answer_key(answered),
            due_at=now,
            expires_at=max(session.ends_at, now + SILENT_AFTER),
        )
        for teaching in teachings
    )
    announce(session_changed, session.pk)
    return answered


def pass_on_silent(*, now: datetime) -> int:
    """Ask the next expert where the last one was silent for five days; returns how many were asked."""
    silent = Session.objects.upcoming(now).filter(
        sign_offs__asked_at__lte=now - SILENT_AFTER, sign_offs__answered_at__isnull=True
    )
    return sum(_pass_on(pk, now) for pk in silent.values_list("pk", flat=True).distinct().order_by("pk"))


@transaction.atomic
def _pass_on(session_pk: int, now: datetime) -> bool:
    session = Session.objects.select_for_update().get(pk=session_pk)
    state = sign_off_state(session)
    last = session.sign_offs.order_by("-asked_at").first()
    if state.clear or state.refused or last is None or last.asked_at > now - SILENT_AFTER:
        return False
    return _ask_next(session, now) is not None


def _ask_next(session: Session, now: datetime) -> SignOff | None:
    """Nobody reviews what they teach themselves, and nobody is asked twice."""
    program = session.ritual.program if session.ritual else None
    asked = set(session.sign_offs.values_list("reviewer", flat=True))
    teachers = set(session.teachings.filter(state=TeachingState.ACCEPTED).values_list("user", flat=True))
    free = [user for user in reviewers_for(session.topics.all(), program) if user.pk not in asked | teachers]
    if not free:
        return None
    sign_off = SignOff.objects.create(session=session, reviewer=free[0], asked_at=now)
    told = Draft(
        kind=ASKED_TO_REVIEW,
        recipient=sign_off.reviewer,
        object_key=review_key(sign_off),
        due_at=now,
        expires_at=session.starts_at,
    )
    enqueue([told])
    return sign_off
