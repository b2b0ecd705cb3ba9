"""The lines of the slot board with the forms that stand in them: take the slot, ask somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from peerlearn.people.http import SignedInRequest
from peerlearn.topics.models import Topic
from rituals.forms.sessions import ClaimForm
from rituals.forms.slots import AskForm
from rituals.models import Ritual, Session
from rituals.selectors.slot_board import Slot, slot_line
from rituals.selectors.suggestions import Suggestion, suggestions_for

MOST_CHIPS = 3


@dataclass(frozen=True)
class BoardLine:
    """A slot as one reader sees it; `suggestions` are for whoever may ask.

    `refusal` is about what was just tried, with the topics whose formal training is the way to go instead.
    """

    slot: Slot
    may_ask: bool = False
    claim_form: ClaimForm | None = None
    ask_form: AskForm | None = None
    suggestions: list[Suggestion] = field(default_factory=list)
    refusal: str = ""
    formal_topics: Sequence[Topic] = ()


def board_lines(request: SignedInRequest, ritual: Ritual, slots: Iterable[Slot]) -> list[BoardLine]:
    """The whole board; whom to ask is looked up once for all its open slots."""
    slots = list(slots)
    runs = request.user.has_perm("rituals.change_ritual", ritual)
    suggestions = []
    if runs and any(slot.open for slot in slots):
        suggestions = suggestions_for(ritual, asker=request.user, now=timezone.now())[:MOST_CHIPS]
    return [_line(slot, runs=runs, suggestions=suggestions) for slot in slots]


def board_line(
    request: SignedInRequest,
    session: Session,
    *,
    claim_form: ClaimForm | None = None,
    ask_form: AskForm | None = None,
    refusal: str = "",
    formal_topics: Sequence[Topic] = (),
) -> BoardLine:
    """One line again, after something was tried in it."""
    now = timezone.now()
    slot = slot_line(session, request.user, now=now)
    runs = request.user.has_perm("rituals.run_session", session)
    suggestions = []
    if runs and slot.open and session.ritual:
        suggestions = suggestions_for(session.ritual, asker=request.user, now=now)[:MOST_CHIPS]
    return BoardLine(
        slot,
        may_ask=runs,
        claim_form=claim_form or claim_form_for(session),
        ask_form=ask_form or ask_form_for(session),
        suggestions=suggestions,
        refusal=refusal,
        formal_topics=formal_topics,
    )


def claim_form_for(session: Session, data: object = None) -> ClaimForm:
    """Each line has its own form, and so its own ids."""
    return ClaimForm(data, auto_id=f"claim-{session.pk}-%s")  # type: ignore[arg-type]


def ask_form_for(session: Session, data: object = None) -> AskForm:
    return AskForm(data, auto_id=f"ask-{session.pk}-%s")  # type: ignore[arg-type]


def _line(slot: Slot, *, runs: bool, suggestions: list[Suggestion]) -> BoardLine:
    if slot.session is None or not slot.open:
        return BoardLine(slot, may_ask=runs)
    return BoardLine(
        slot,
        may_ask=runs,
        claim_form=claim_form_for(slot.session),
        ask_form=ask_form_for(slot.session) if runs else None,
        suggestions=suggestions,
    )
