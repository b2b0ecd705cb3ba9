"""What people want to learn: asking, voting, making one of two that mean the same, and the session that answers.

Whoever asks also votes, everybody once. When a session is planned for a request all of them are told, and again when
the session is captured, with the place in the recording that answers. A session that does not take place opens its
requests again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from peerlearn.outbox.services.messages import Draft, enqueue, skip_pending
from peerlearn.people.models import User
from peerlearn.people.models.user import UserQuerySet
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import Audience, SessionStatus, TeachingState
from rituals.models import RequestVote, Session, Teaching, TopicRequest
from rituals.notices.requests import REQUEST_CAPTURED, REQUEST_REOPENED, REQUEST_SCHEDULED, request_key
from rituals.services.slots import claim_slot

WORTH_TELLING = timedelta(days=14)


class RequestClosed(Exception):
    """The request takes no votes or sessions any more; the message says why, for the person who tried."""


@transaction.atomic
def ask_to_learn(title: str, *, by: User, detail: str = "", topic: str = "") -> TopicRequest:
    """`by` wants to learn it. When the same is asked for already, that request gets their vote instead."""
    title = " ".join(title.split())
    _one_after_the_other(title)
    asked = TopicRequest.objects.open().filter(title__iexact=title).order_by("pk").first()
    if asked is None:
        topics = find_or_create_topics([topic])
        asked = TopicRequest.objects.create(
            title=title, detail=detail, topic=topics[0] if topics else None, asked_by=by
        )
    _add_vote(asked, by)
    return asked


@transaction.atomic
def vote_for(request: TopicRequest, *, by: User) -> TopicRequest:
    """`by` wants to learn it too; voting again changes nothing. Returns the request that counts the vote.

    Raises RequestClosed.
    """
    locked = TopicRequest.objects.select_for_update(no_key=True).get(pk=request.merged_into_id or request.pk)
    if not locked.is_open:
        raise RequestClosed(_("This request is answered or closed and takes no votes any more."))
    _add_vote(locked, by)
    return locked


def take_vote_back(request: TopicRequest, *, by: User) -> None:
    """`by` does not want to learn it any more."""
    RequestVote.objects.filter(request_id=request.merged_into_id or request.pk, user=by).delete()


@transaction.atomic
def merge_requests(duplicate: TopicRequest, *, into: TopicRequest, by: User, now: datetime) -> None:
    """Two requests mean the same: votes move over, each person keeps one. Said again it changes nothing.

    Raises RequestClosed unless both are open.
    """
    both = TopicRequest.objects.select_for_update(no_key=True).order_by("pk").in_bulk([duplicate.pk, into.pk])
    merged, kept = both[duplicate.pk], both[into.pk]
    if merged.merged_into_id == kept.pk:
        return
    if merged.pk == kept.pk or not (merged.is_open and kept.is_open):
        raise RequestClosed(_("Only two open requests can become one."))
    voters = RequestVote.objects.filter(request=kept).values("user")
    RequestVote.objects.filter(request=merged).exclude(user__in=voters).update(request=kept)
    RequestVote.objects.filter(request=merged).delete()
    TopicRequest.objects.filter(merged_into=merged).update(merged_into=kept, updated_at=now)
    merged.merged_into, merged.closed_at, merged.closed_by = kept, now, by
    merged.save(update_fields=["merged_into", "closed_at", "closed_by", "updated_at"])


def close_request(request: TopicRequest, *, by: User, now: datetime) -> None:
    """Nobody needs it any more. Closing what is not open changes nothing."""
    still_open = TopicRequest.objects.open().filter(pk=request.pk)
    still_open.update(closed_at=now, closed_by=by, updated_at=now)


@transaction.atomic
def answer_requests(session: Session, *, requests: Iterable[TopicRequest], now: datetime) -> None:
    """`session` answers these open requests besides those it answers already; whoever asked is told.

    Raises RequestClosed when the session was cancelled or is for members only, since not everybody could come.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.status == SessionStatus.CANCELLED or session.audience == Audience.MEMBERS:
        raise RequestClosed(_("Only a session that everybody may join can answer a request."))
    chosen = [request.pk for request in requests]
    fresh = list(TopicRequest.objects.select_for_update(no_key=True).open().filter(pk__in=chosen).order_by("pk"))
    for request in fresh:
        request.session = session
        request.save(update_fields=["session", "updated_at"])
    if session.captured_at is not None:
        _tell(REQUEST_CAPTURED, fresh, session, now=now, expires_at=now + WORTH_TELLING)
    elif session.status == SessionStatus.SCHEDULED and session.starts_at > now:
        _tell(REQUEST_SCHEDULED, fresh, session, now=now, expires_at=session.starts_at)


@transaction.atomic
def set_answers(session: Session, *, requests: Iterable[TopicRequest], now: datetime) -> None:
    """`session` answers these requests and no others. Raises RequestClosed as `answer_requests` does."""
    chosen = list(requests)
    # The session first, as when it is cancelled: the other way round two of them could wait for each other.
    session = Session.objects.select_for_update().get(pk=session.pk)
    reopen_requests(session, now=now, keep=chosen)
    answer_requests(session, requests=chosen, now=now)


@transaction.atomic
def teach_request(request: TopicRequest, *, slot: Session, by: User, now: datetime, **proposal: Any) -> Session:
    """`by` takes an open slot with `proposal`, as `claim_slot` has it, to answer a request.

    Raises SlotTaken and RequestClosed.
    """
    if not request.is_open:
        raise RequestClosed(_("This request is answered or closed already."))
    claim_slot(slot, by=by, now=now, **proposal)
    claimed = Session.objects.get(pk=slot.pk)
    answer_requests(claimed, requests=[request], now=now)
    return claimed


@transaction.atomic
def reopen_requests(session: Session, *, now: datetime, keep: Iterable[TopicRequest] = ()) -> None:
    """`session` answers nothing any more, except `keep`: the others are open again, and whoever asked is told."""
    answered = TopicRequest.objects.select_for_update(no_key=True).filter(session=session)
    released = list(answered.exclude(pk__in=[request.pk for request in keep]).order_by("pk"))
    for request in released:
        request.session, request.answered_at_second = None, None
        request.save(update_fields=["session", "answered_at_second", "updated_at"])
        for kind in (REQUEST_SCHEDULED, REQUEST_CAPTURED):
            skip_pending(kind, request_key(request.pk, session.pk), reason="the session does not answer it any more")
    _tell(REQUEST_REOPENED, released, session, now=now, expires_at=now + WORTH_TELLING)


def tell_captured(session: Session, *, now: datetime) -> None:
    """What was asked for can be read and heard: everybody who asked is told once."""
    answered = TopicRequest.objects.filter(session=session).order_by("pk")
    _tell(REQUEST_CAPTURED, answered, session, now=now, expires_at=now + WORTH_TELLING)


def note_answer(request: TopicRequest, seconds: int | None) -> None:
    """The answer begins that many seconds into the recording; None when no place is known."""
    TopicRequest.objects.filter(pk=request.pk).update(answered_at_second=seconds)


def _one_after_the_other(title: str) -> None:
    """Two people who ask for the same at once must not make two requests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rituals.topic_request'), hashtext(%s))", [title.upper()])


def _add_vote(request: TopicRequest, user: User) -> None:
    RequestVote.objects.bulk_create([RequestVote(request=request, user=user)], ignore_conflicts=True)


def _tell(
    kind: str, requests: Iterable[TopicRequest], session: Session, *, now: datetime, expires_at: datetime
) -> None:
    """Put a message for everybody who asked or voted into the outbox; who teaches there knows."""
    teachers = Teaching.objects.filter(session=session, state=TeachingState.ACCEPTED).values("user")
    drafts = [
        Draft(
            kind=kind,
            recipient=person,
            object_key=request_key(request.pk, session.pk),
            due_at=now,
            expires_at=expires_at,
        )
        for request in requests
        for person in _who_asked(request).exclude(pk__in=teachers)
    ]
    enqueue(drafts)


def _who_asked(request: TopicRequest) -> UserQuerySet:
    voted = Q(pk__in=RequestVote.objects.filter(request=request).values("user"))
    asked = TopicRequest.objects.filter(Q(pk=request.pk) | Q(merged_into=request)).values("asked_by")
    return User.objects.active().filter(voted | Q(pk__in=asked))
