"""What a session's page shows to its teachers and to who is asked; a question and a "no" are for two people only."""

from django.utils import timezone

from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from rituals.enums import FirstStep, RitualKind, SessionStatus, SwapState, TeachingState
from rituals.forms.slots import AnswerForm
from rituals.models import Session, Swap, Teaching
from rituals.run_sheets import INTERVIEW_QUESTIONS
from rituals.selectors.clashes import clashes_of
from rituals.selectors.first_steps import has_taught


def teaching_panel(request: SignedInRequest, session: Session) -> Panel | None:
    """The question to whoever is asked, or what a teacher does before the day; nothing once it has begun."""
    teachings = session.teachings.all()
    own = next((one for one in teachings if one.user_id == request.user.pk), None)
    put = [one for one in teachings if one.asked_by_id == request.user.pk and one.state != TeachingState.ACCEPTED]
    runs = request.user.has_perm("rituals.run_session", session)
    to_come = session.status == SessionStatus.SCHEDULED and session.starts_at > timezone.now()
    if not to_come or not (own or put or runs):
        return None
    context: dict[str, object] = {"session": session, "put": put, "runs": runs}
    if own and own.state == TeachingState.INVITED:
        context |= _question(request, own)
    elif own and own.state == TeachingState.ACCEPTED:
        context |= _own_slot(request, own, session)
    return Panel("rituals/panels/teaching.html", context)


def _question(request: SignedInRequest, own: Teaching) -> dict[str, object]:
    first_time = not has_taught(request.user)
    now = timezone.now()
    demo_days = Session.objects.visible_to(request.user).upcoming(now).filter(kind=RitualKind.DEMO_DAY)
    return {
        "question": own,
        "answer_form": AnswerForm(auto_id="answer-%s", initial={"step": own.step}),
        "first_time": first_time,
        "questions": INTERVIEW_QUESTIONS if first_time else (),
        "demo_day": demo_days.filter(starts_at__gt=now).first() if first_time else None,
        "clashes": clashes_of(request.user, own.session),
    }


def _own_slot(request: SignedInRequest, own: Teaching, session: Session) -> dict[str, object]:
    taught = TeachingState.ACCEPTED
    swaps = Swap.objects.filter(state=SwapState.ASKED, offered__state=taught, wanted__state=taught)
    offers = swaps.filter(wanted=own).select_related("offered__user", "offered__session")
    put_offers = swaps.filter(offered=own).select_related("wanted__user", "wanted__session")
    return {
        "own": own,
        "clashes": clashes_of(request.user, session),
        "offers": list(offers),
        "put_offers": list(put_offers),
        "first_time": not has_taught(request.user),
        "interviewed": own.step == FirstStep.INTERVIEW,
        "questions": INTERVIEW_QUESTIONS if own.step == FirstStep.INTERVIEW else (),
    }
