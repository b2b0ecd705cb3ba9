"""Whom to ask for an open slot, each with the reason, from facts that everybody may know.

Asked-for topics come first: who taught them, owns them or wrote about them. Then champions, and the
ones who never taught, of the ritual's own function first. Who teaches a lot already, or said no lately, is left alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from peerlearn.core.windows import local_day
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.enums import Audience, SessionStatus, TeachingState
from rituals.models import Champion, Ritual, Teaching, TopicRequest
from rituals.signals import Candidate, teacher_candidates

MOST = 5
ENOUGH = 3  # accepted dates in the four weeks before and after
AROUND = timedelta(weeks=4)
LEFT_ALONE = timedelta(weeks=12)
TAUGHT, OWNS, CHAMPION, NEVER_TAUGHT, OWN_FUNCTION = 30, 25, 15, 5, 5


@dataclass
class Suggestion:
    """One person to ask; `reasons` in the order of their weight, `first_time` when they never taught."""

    person: User
    weight: int = 0
    reasons: list[str] = field(default_factory=list)
    first_time: bool = False


def suggestions_for(ritual: Ritual, *, asker: User, now: datetime) -> list[Suggestion]:
    """At most five people, the likeliest first, with the same number of queries for any ritual."""
    topics = _asked_for()
    found: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in (
        *_taught(topics),
        *_owners(topics),
        *_told_by_others(topics),
        *_champions(now),
        *_newcomers(ritual, now),
    ):
        found[candidate.user_id].append(candidate)
    people = _free(ritual, asker, now).filter(pk__in=found).select_related("function")
    suggestions = [_suggestion(person, found[person.pk], ritual) for person in people]
    return sorted(suggestions, key=lambda one: (-one.weight, one.person.sort_name, one.person.pk))[:MOST]


def _suggestion(person: User, candidates: list[Candidate], ritual: Ritual) -> Suggestion:
    ordered = sorted(candidates, key=lambda candidate: -candidate.weight)
    near = OWN_FUNCTION if ritual.function_id and person.function_id == ritual.function_id else 0
    return Suggestion(
        person=person,
        weight=sum(candidate.weight for candidate in ordered) + near,
        reasons=list(dict.fromkeys(candidate.reason for candidate in ordered))[:2],
        first_time=any(candidate.weight == NEVER_TAUGHT for candidate in ordered),
    )


def _asked_for() -> dict[int, Topic]:
    """The topics of the requests with most votes that nobody answers yet, by key."""
    requests = TopicRequest.objects.open().filter(topic__isnull=False).annotate(asked=Count("votes"))
    top = requests.select_related("topic").order_by("-asked", "-pk")[:10]
    return {request.topic_id: request.topic for request in top if request.topic_id and request.topic}


def _taught(topics: dict[int, Topic]) -> list[Candidate]:
    """What was taught among members only is told to nobody."""
    held = Teaching.objects.filter(state=TeachingState.ACCEPTED, session__status=SessionStatus.HELD)
    rows = (
        held.exclude(session__audience=Audience.MEMBERS)
        .filter(session__topics__in=topics)
        .values_list("user", "session__topics")
    )
    words = _("Taught %(topic)s, which colleagues ask for")
    return [Candidate(user, words % {"topic": topics[key].name}, TAUGHT) for user, key in set(rows) if key in topics]


def _owners(topics: dict[int, Topic]) -> list[Candidate]:
    rows = Topic.owners.through.objects.filter(topic__in=topics).values_list("user_id", "topic_id")
    words = _("Looks after %(topic)s, which colleagues ask for")
    return [Candidate(user, words % {"topic": topics[key].name}, OWNS) for user, key in rows]


def _told_by_others(topics: dict[int, Topic]) -> Iterable[Candidate]:
    """What apps further up know, such as who wrote about a topic."""
    for _receiver, answer in teacher_candidates.send_robust(sender=None, topics=topics):
        if isinstance(answer, list):
            yield from answer


def _champions(now: datetime) -> list[Candidate]:
    """Who signed the charter. Whom colleagues named without that is told to nobody but them and the L&D lead."""
    rows = Champion.objects.on(local_day(now)).values_list("user", flat=True).distinct()
    return [Candidate(user, _("Is a champion, whom colleagues ask"), CHAMPION) for user in rows]


def _newcomers(ritual: Ritual, now: datetime) -> list[Candidate]:
    """A few who never taught, of the ritual's own function where it has one."""
    taught = Teaching.objects.filter(user=OuterRef("pk"), state=TeachingState.ACCEPTED)
    people = User.objects.active().filter(~Exists(taught))
    if ritual.function_id:
        people = people.filter(function=ritual.function_id)
    people = people.filter(pk__in=_free_keys(ritual, now))
    return [
        Candidate(user, _("Has not taught yet"), NEVER_TAUGHT) for user in people.values_list("pk", flat=True)[:MOST]
    ]


def _free(ritual: Ritual, asker: User, now: datetime) -> QuerySet[User]:
    return User.objects.filter(pk__in=_free_keys(ritual, now)).exclude(pk=asker.pk)


def _free_keys(ritual: Ritual, now: datetime) -> QuerySet[User]:
    """Who may be asked at all: still here, may come, does not run it, is not asked, not busy and did not refuse."""
    own = Q(teachings__session__starts_at__gte=now - AROUND, teachings__session__starts_at__lte=now + AROUND)
    busy = User.objects.annotate(
        dates=Count("teachings", filter=own & Q(teachings__state=TeachingState.ACCEPTED))
    ).filter(dates__gte=ENOUGH)
    refused = Teaching.objects.filter(state=TeachingState.DECLINED, answered_at__gte=now - LEFT_ALONE)
    asked = Teaching.objects.filter(state=TeachingState.INVITED, session__ritual=ritual, session__starts_at__gt=now)
    people = (
        User.objects.active()
        .exclude(pk__in=busy.values("pk"))
        .exclude(pk__in=refused.values("user"))
        .exclude(pk__in=asked.values("user"))
        .exclude(pk__in=ritual.facilitations.values("user"))
    )
    if ritual.audience == Audience.MEMBERS:
        people = people.filter(pk__in=ritual.members.values("pk"))
    return people.order_by("sort_name", "pk")
