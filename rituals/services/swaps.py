"""Two teachers of a ritual swap their dates: each keeps topic, words and run sheet, and takes the other's date."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue
from rituals.enums import SessionStatus, SwapState, TeachingState
from rituals.models import Session, SignOff, Swap, Talk, Teaching, TopicRequest
from rituals.notices.swaps import SWAP_ANSWERED, SWAP_ASKED, swap_answered_key, swap_asked_key
from rituals.services.consents import follow_consents
from rituals.signals import announce, session_changed

CARRIED = ("title", "abstract", "suitability", "run_sheet", "encore_of_id")
ANSWER = ("state", "step", "note", "asked_by_id", "answered_at")
REVIEW = ("asked_at", "answered_at", "approved_at", "note")


class CannotSwap(Exception):
    """The two dates cannot be swapped; the message says why."""


@transaction.atomic
def ask_for_swap(offered: Teaching, *, wanted: Teaching, now: datetime) -> Swap:
    """Offer the own date for a colleague's. Asking again changes nothing. Raises CannotSwap."""
    here, there = _locked_pair(offered, wanted)
    _refuse_unless_swappable(here, there, offered, wanted, now)
    swap, created = Swap.objects.get_or_create(offered=offered, wanted=wanted, state=SwapState.ASKED)
    if created:
        _tell(SWAP_ASKED, swap, now)
    return swap


@transaction.atomic
def accept_swap(swap: Swap, *, now: datetime) -> Swap:
    """Both take the other's date, with everything they prepared. Accepting twice changes nothing. Raises CannotSwap."""
    here, there = _locked_pair(swap.offered, swap.wanted)
    accepted = _locked_swap(swap)
    if accepted.state != SwapState.ASKED:
        return accepted
    _refuse_unless_swappable(here, there, accepted.offered, accepted.wanted, now)
    _exchange(here, there)
    follow_consents([here.pk, there.pk])
    _close(accepted, SwapState.ACCEPTED, now)
    _close_others(accepted, now)
    for session in (here, there):
        announce(session_changed, session.pk)
    return accepted


@transaction.atomic
def decline_swap(swap: Swap, *, now: datetime) -> Swap:
    """Everything stays as it is; whoever offered is told."""
    declined = _locked_swap(swap)
    if declined.state == SwapState.ASKED:
        _close(declined, SwapState.DECLINED, now)
    return declined


def _locked_swap(swap: Swap) -> Swap:
    with_people = Swap.objects.select_related("offered__user", "wanted__user")
    return with_people.select_for_update(of=("self",)).get(pk=swap.pk)


def _locked_pair(offered: Teaching, wanted: Teaching) -> tuple[Session, Session]:
    """The two sessions, locked in one order everywhere, so that two swaps never wait for each other."""
    keys = (offered.session_id, wanted.session_id)
    sessions = Session.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    locked = {session.pk: session for session in sessions}
    return locked[keys[0]], locked[keys[1]]


def _refuse_unless_swappable(here: Session, there: Session, offered: Teaching, wanted: Teaching, now: datetime) -> None:
    if here == there or here.ritual_id is None or here.ritual_id != there.ritual_id:
        raise CannotSwap(_("Only two dates of the same ritual can be swapped."))
    if any(session.status != SessionStatus.SCHEDULED or session.starts_at <= now for session in (here, there)):
        raise CannotSwap(_("Only dates that are still to come can be swapped."))
    keys = (offered.pk, wanted.pk)
    teaching = Teaching.objects.filter(pk__in=keys, session__in=(here, there), state=TeachingState.ACCEPTED)
    if teaching.count() != 2:
        raise CannotSwap(_("One of you does not teach there any more."))


def _exchange(here: Session, there: Session) -> None:
    """Everything that belongs to what is taught changes places; date, room and replies stay."""
    for name in CARRIED:
        mine, theirs = getattr(here, name), getattr(there, name)
        setattr(here, name, theirs)
        setattr(there, name, mine)
    topics = list(here.topics.all()), list(there.topics.all())
    here.topics.set(topics[1])
    there.topics.set(topics[0])
    for session in (here, there):
        session.save(update_fields=[*CARRIED, "updated_at"])
    for model in (Talk, TopicRequest):
        elsewhere = Case(When(session=here, then=Value(there.pk)), default=Value(here.pk))
        model.objects.filter(session__in=(here, there)).update(session=elsewhere)
    _exchange_rows(Teaching.objects.filter(state=TeachingState.ACCEPTED), "user_id", ANSWER, here, there)
    _exchange_rows(SignOff.objects.all(), "reviewer_id", REVIEW, here, there)


def _exchange_rows(rows: QuerySet[Any], person: str, contents: tuple[str, ...], here: Session, there: Session) -> None:
    """Move the rows to the other session; where the same person has one there too, the two exchange contents."""
    model = rows.model
    moving = list(rows.filter(session__in=(here, there)).order_by("pk"))
    present = {(row.session_id, getattr(row, person)): row for row in model.objects.filter(session__in=(here, there))}
    done: set[int] = set()
    for row in moving:
        target = there if row.session_id == here.pk else here
        other = present.get((target.pk, getattr(row, person)))
        if other is None:
            model.objects.filter(pk=row.pk).update(session=target)
        elif not {row.pk, other.pk} & done:
            model.objects.filter(pk=row.pk).update(**{name: getattr(other, name) for name in contents})
            model.objects.filter(pk=other.pk).update(**{name: getattr(row, name) for name in contents})
            done |= {row.pk, other.pk}


def _close_others(accepted: Swap, now: datetime) -> None:
    """Other offers named dates that are somebody else's now; two who offered each other the same are content."""
    pair = (accepted.offered_id, accepted.wanted_id)
    others = Swap.objects.filter(Q(offered__in=pair) | Q(wanted__in=pair), state=SwapState.ASKED)
    others.filter(offered=accepted.wanted_id, wanted=accepted.offered_id).update(
        state=SwapState.DECLINED, answered_at=now
    )
    for other in others.select_related("offered__user", "offered__session", "wanted__user", "wanted__session"):
        _close(other, SwapState.DECLINED, now)


def _close(swap: Swap, state: str, now: datetime) -> None:
    swap.state, swap.answered_at = state, now
    swap.save(update_fields=["state", "answered_at", "updated_at"])
    _tell(SWAP_ANSWERED, swap, now)


def _tell(kind: str, swap: Swap, now: datetime) -> None:
    asked = kind == SWAP_ASKED
    told = Draft(
        kind=kind,
        recipient=swap.wanted.user if asked else swap.offered.user,
        object_key=swap_asked_key(swap) if asked else swap_answered_key(swap),
        due_at=now,
        expires_at=max(swap.offered.session.starts_at, swap.wanted.session.starts_at),
    )
    enqueue([told])
