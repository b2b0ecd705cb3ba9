"""What came by itself: which session it belongs to, why it waits, and what a person sees of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from knowledge.enums import InboxSource, InboxWait
from knowledge.file_kinds import FileKind
from knowledge.file_matching import Match, Sign, match_arrival
from knowledge.models import InboxItem, Recording, Transcript
from knowledge.models.capture import MADE_BY_MACHINE
from knowledge.selectors.capture_queue import capturable
from knowledge.selectors.matched_by import candidate_of, reason
from peerlearn.people.models import User
from rituals.enums import CapturePolicy, SessionStatus
from rituals.models import Session
from rituals.selectors.consents import ended_sessions

SHOWN = 100
LOOKED_BACK = timedelta(days=90)
KEPT = timedelta(days=30)  # what was put away


@dataclass(frozen=True)
class Waiting:
    """An item, and in words what spoke for its session."""

    item: InboxItem
    matched_by: str


def match_of(said: str, *, at: datetime, sender: User | None = None) -> Match | None:
    """The session of what came at `at` with these words: among those that its sender may capture, else among all."""
    begun = Session.objects.filter(starts_at__gte=at - LOOKED_BACK, starts_at__lte=at)
    over = begun.filter(status__in=(SessionStatus.SCHEDULED, SessionStatus.HELD, SessionStatus.UNKNOWN))
    sessions = list(over.select_related("ritual").prefetch_related("teachings", "ritual__facilitations"))
    own = [session for session in sessions if sender and sender.has_perm("knowledge.capture_session", session)]
    found = match_arrival(said, map(candidate_of, own), arrived_at=at, by_title=True)
    return found or match_arrival(said, map(candidate_of, sessions), arrived_at=at)


def wait_of(item: InboxItem) -> InboxWait | None:
    """What keeps an open item from going to its session by itself, None when nothing does."""
    session = item.session
    if item.problem:
        return InboxWait.PROBLEM
    if session is None:
        return InboxWait.UNMATCHED
    if not item.sure:
        return InboxWait.UNSURE
    return _refusal(item, session) or (InboxWait.REPLACES if _is_there(item, session) else None)


def waiting_for(user: User) -> list[Waiting]:
    """What this person can file or put away, the newest first."""
    items = InboxItem.objects.open().visible_to(user).select_related("session__ritual", "sent_by")
    return [Waiting(item, reason(_signs_of(item))) for item in items[:SHOWN]]


def put_away(user: User, *, now: datetime) -> list[InboxItem]:
    """What was put away lately and can be brought back."""
    gone = InboxItem.objects.dismissed().visible_to(user).filter(settled_at__gte=now - KEPT)
    return list(gone.select_related("settled_by")[:SHOWN])


def places_for(user: User, *, now: datetime) -> list[Session]:
    """The sessions to choose from, the newest first."""
    held = capturable(user).filter(starts_at__gte=now - LOOKED_BACK)
    return list(held.select_related("ritual").order_by("-starts_at", "-pk")[:SHOWN])


def _refusal(item: InboxItem, session: Session) -> InboxWait | None:
    if item.source == InboxSource.MAIL and item.sent_by is None:
        return InboxWait.STRANGER
    if item.sent_by and not item.sent_by.has_perm("knowledge.capture_session", session):
        return InboxWait.NOT_ALLOWED
    unrecorded = session.capture_policy == CapturePolicy.NOTES_ONLY or _is_over(session)
    if unrecorded and item.kind != FileKind.CHAT.value:
        return InboxWait.NOT_RECORDED
    if session.capture_policy == CapturePolicy.NONE:
        return InboxWait.NOT_ASKED
    return InboxWait.NOT_HELD if session.status != SessionStatus.HELD else None


def _is_over(session: Session) -> bool:
    """Whether its teachers allow no recording any more."""
    return ended_sessions(timezone.now()).filter(session=session.pk).exists()


def _is_there(item: InboxItem, session: Session) -> bool:
    """Whether filing it would replace what somebody brought."""
    if item.kind == FileKind.RECORDING.value:
        return Recording.objects.filter(article__session=session).exists()
    if item.kind == FileKind.TRANSCRIPT.value:
        return Transcript.objects.filter(article__session=session).exclude(format=MADE_BY_MACHINE).exists()
    return False


def _signs_of(item: InboxItem) -> Sequence[Sign]:
    return [Sign[name] for name in item.matched_by.split(",") if name in Sign.__members__]
