"""What people want to learn: the list, what resembles a question, what a session could answer, and who could teach it.

Only numbers of votes are shown, never who asked or voted.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import get_language

from peerlearn.core.querysets import written_once
from peerlearn.people.models import User
from peerlearn.people.rules import is_ld_lead
from peerlearn.topics.models import Topic
from rituals.enums import Audience, TeachingState
from rituals.models import Session, TopicRequest
from rituals.models.request import TopicRequestQuerySet
from rituals.models.session import SessionQuerySet
from rituals.selectors.slot_board import AHEAD

MUCH_WANTED = 5  # votes from which the L&D lead looks for a teacher
SIMILAR = 5
COULD_TEACH = 3
CANDIDATES = 8
MOST_SLOTS = 12
MOST_WORDS = 12
SHORTEST_WORD = 3
TEXT = ("title", "detail", "topic__name")


def open_requests(user: User) -> TopicRequestQuerySet:
    """What still waits for a session, most wanted first."""
    return TopicRequest.objects.visible_to(user).open().for_lists(user).order_by(F("votes_so_far").desc(), "-pk")


def answered_requests(user: User) -> TopicRequestQuerySet:
    """What a session that `user` may see answers or will answer, the latest session first."""
    sessions = Session.objects.visible_to(user)
    answered = TopicRequest.objects.visible_to(user).filter(session__in=sessions).for_lists(user)
    return answered.select_related("topic", "session").order_by("-session__starts_at", "-pk")


def similar_requests(text: str, user: User, *, limit: int = SIMILAR) -> list[TopicRequest]:
    """Open requests that share words with `text`, the nearest first."""
    words = [word for word in re.findall(r"\w+", text.lower()) if len(word) >= SHORTEST_WORD][:MOST_WORDS]
    return _similar_requests(" or ".join(words), user)[:limit] if words else []


@written_once
def _similar_requests(any_word: str, user: User) -> QuerySet[TopicRequest]:
    asked = SearchQuery(any_word, config=_config(), search_type="websearch")
    vector = SearchVector(*TEXT, config=_config())
    found = TopicRequest.objects.visible_to(user).open().annotate(words=vector).filter(words=asked).for_lists(user)
    return found.annotate(nearness=SearchRank(vector, asked)).order_by("-nearness", "pk")[:CANDIDATES]


def requests_titled(titles: Collection[str], user: User) -> dict[str, TopicRequest]:
    """Of these titles those that somebody asks for already, in one query; upper and lower case are the same."""
    asked = TopicRequest.objects.visible_to(user).open().for_lists(user).annotate(lowered=Lower("title"))
    wanted = {title.lower(): title for title in titles}
    return {wanted[each.lowered]: each for each in asked.filter(lowered__in=wanted).order_by("-pk")}


def candidates_for(session: Session, user: User) -> list[TopicRequest]:
    """Open requests the session may answer: those that share its words or topics first, then the most wanted."""
    topics = [topic.name for topic in session.topics.all()]
    near = similar_requests(" ".join([session.title, *topics]), user, limit=CANDIDATES)
    rest = open_requests(user).exclude(pk__in=[request.pk for request in near])
    return [*near, *rest[: CANDIDATES - len(near)]]


def choice_for(session: Session, user: User) -> TopicRequestQuerySet:
    """Everything the session may answer: what is open, and what it answers already."""
    still_open = TopicRequest.objects.visible_to(user).open()
    return still_open | TopicRequest.objects.visible_to(user).filter(session=session)


def open_slots(user: User, *, now: datetime, limit: int = MOST_SLOTS) -> SessionQuerySet:
    """Slots of the next eight weeks without a teacher that everybody may come to, soonest first."""
    slots = Session.objects.visible_to(user).upcoming(now).filter(starts_at__gt=now, starts_at__lt=now + AHEAD)
    free = slots.exclude(audience=Audience.MEMBERS).without_teacher().values("pk")[:limit]
    return Session.objects.filter(pk__in=free).select_related("ritual").order_by("starts_at", "pk")


def teachable_by(user: User, *, limit: int = COULD_TEACH) -> list[TopicRequest]:
    """Open requests of others about topics that `user` taught or owns, most wanted first."""
    topics = _taught_or_owned_by(user)
    if not topics:
        return []
    named = _any_of(SearchQuery(topic.name, config=_config(), search_type="phrase") for topic in topics)
    waiting = open_requests(user).exclude(asked_by=user).annotate(words=SearchVector(*TEXT, config=_config()))
    return list(waiting.filter(Q(topic__in=topics) | Q(words=named))[:limit])


@written_once
def _taught_or_owned_by(user: User) -> QuerySet[Topic]:
    taught = Q(sessions__teachings__user=user, sessions__teachings__state=TeachingState.ACCEPTED)
    return Topic.objects.filter(taught | Q(owners=user)).distinct()


def much_wanted(user: User) -> list[TopicRequest]:
    """Open requests with at least five votes: what the L&D lead should find a teacher for."""
    if not is_ld_lead(user):
        return []
    return _much_wanted(user)


@written_once
def _much_wanted(user: User) -> QuerySet[TopicRequest]:
    return open_requests(user).annotate(wanted_by=Count("votes")).filter(wanted_by__gte=MUCH_WANTED)


def _any_of(queries: Iterable[SearchQuery]) -> SearchQuery:
    first, *others = queries
    for other in others:
        first = first | other
    return first


def _config() -> str:
    """The reader's language decides which words are too common to mean anything."""
    return "german" if (get_language() or "").startswith("de") else "english"
