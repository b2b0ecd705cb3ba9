"""The card after a session, and what its answers come to."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import COMES
from rituals.forms.feedback import RatingForm
from rituals.models import Ritual, Session
from rituals.rules import teaches
from rituals.selectors.feedback import (
    is_rated,
    may_see_ratings,
    rating_open,
    ratings_of,
    transfer_of,
    transfer_of_ritual,
    transfer_open,
)


def rating_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """Stars and a line, for seven days; afterwards nothing. Not for who taught, and never for a first time."""
    if not rating_open(session, timezone.now()) or teaches(request.user, session) or not is_rated(session):
        return None
    own = session.ratings.filter(user=request.user).first()
    there = session.attendances.filter(user=request.user).exists() or session.rsvps.filter(
        user=request.user, reply__in=COMES
    )
    context = {"session": session, "own": own, "there": there, "form": RatingForm()}
    return Panel("rituals/panels/rating.html", context)


def ratings_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """What the stars come to, for those who may see it."""
    if not may_see_ratings(request.user, session):
        return None
    answers = ratings_of(session)
    return Panel("rituals/panels/ratings.html", {"answers": answers}) if answers else None


def transfer_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """How much a session is used, and the way to answer for those who came and have not; why, for its people only."""
    now = timezone.now()
    if session.ends_at > now:
        return None
    answers = transfer_of(Session.objects.filter(pk=session.pk))
    asked = transfer_open(session, now) and not teaches(request.user, session) and _may_answer(request, session)
    if not answers and not asked:
        return None
    words = may_see_ratings(request.user, session)
    context = {"session": session, "answers": answers, "asked": asked, "words": words}
    return Panel("rituals/panels/transfer.html", context)


def ritual_transfer_panel(request: SignedInRequest, ritual: Ritual) -> Panel | None:
    """How much the sessions of a ritual are used."""
    answers = transfer_of_ritual(ritual)
    return Panel("rituals/panels/transfer.html", {"answers": answers}) if answers else None


def _may_answer(request: SignedInRequest, session: Session) -> bool:
    came = session.attendances.filter(user=request.user).exists()
    return came and not session.transfer_answers.filter(user=request.user).exists()
