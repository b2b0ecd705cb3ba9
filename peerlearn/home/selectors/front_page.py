"""What stands on a person's first page: each app tells its part, home only lays them out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Length

from knowledge.models import Article, Passage
from knowledge.selectors import todo as knowledge_todo
from knowledge.selectors.browse import new_captures_for, new_in_followed
from peerlearn.core.todo import Todo
from peerlearn.people.models import User
from recognition.selectors.impact import Impact, impact_of
from rituals.models import Session, TopicRequest
from rituals.selectors import todo as rituals_todo
from rituals.selectors.requests import teachable_by
from rituals.selectors.upcoming import three_for, upcoming_of

NEW = timedelta(days=14)
SHORTEST, LONGEST = 60, 260  # characters of a quote: enough to say something, read in passing


@dataclass(frozen=True)
class FrontPage:
    todos: list[Todo]
    lead: Article | None
    quote: Passage | None
    followed: list[Article]
    captures: list[Article]
    upcoming: list[Session]
    this_week: list[Session]
    impact: Impact | None
    asked_for: list[TopicRequest]


def front_page(user: User, *, now: datetime) -> FrontPage:
    """Everything on the first page of `user`, in a number of queries that does not grow with the rows."""
    captures = new_captures_for(user)
    lead = captures[0] if captures else None
    followed = [each for each in new_in_followed(user, now - NEW) if each != lead]
    return FrontPage(
        todos=_by_urgency([*rituals_todo.for_user(user), *knowledge_todo.for_user(user, now=now)]),
        lead=lead,
        quote=_quote(lead) if lead else None,
        followed=followed,
        captures=[each for each in captures[1:] if each not in followed],
        upcoming=upcoming_of(user, now),
        this_week=three_for(user, now=now),
        impact=impact_of(user),
        asked_for=teachable_by(user),
    )


def _by_urgency(todos: list[Todo]) -> list[Todo]:
    return sorted(todos, key=lambda todo: (todo.due_at is None, todo.due_at))


def _quote(article: Article) -> Passage | None:
    """A passage of a teacher from the middle of the talk: what was said after the greetings."""
    spoken = article.passages.shown().filter(speaker_user__isnull=False).annotate(length=Length("text"))
    quotable = list(spoken.filter(length__gte=SHORTEST, length__lte=LONGEST).order_by("number"))
    return quotable[len(quotable) // 2] if quotable else None
