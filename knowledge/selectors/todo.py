"""Captures that somebody owes, of sessions they taught or whose ritual they run, and guides that they answer for."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.models import Article, InboxItem
from knowledge.selectors.checklist import Parts, checklist_of, parts_of
from peerlearn.core.querysets import written_once
from peerlearn.core.todo import Todo
from peerlearn.core.windows import local_day
from peerlearn.people.models import User
from rituals.enums import CapturePolicy, TeachingState
from rituals.models import Session, Teaching
from rituals.models.ritual import runs

SHOWN = 20


def for_user(user: User, *, now: datetime) -> list[Todo]:
    """What this person can do: complete captures, file what came, look at guides; the most urgent first of each."""
    sessions = _owing(user)
    articles = {a.session_id: a for a in Article.objects.with_parts().filter(session__in=sessions)}
    return [
        *(_todo(session, articles.get(session.pk)) for session in sessions),
        *_came_by_itself(user),
        *(_look_at(guide) for guide in _guides_due(user, local_day(now))),
    ]


@written_once
def _owing(user: User) -> QuerySet[Session]:
    taught = Teaching.objects.filter(user=user, state=TeachingState.ACCEPTED).values("session_id")
    held = Session.objects.held().filter(captured_at__isnull=True).exclude(capture_policy=CapturePolicy.NONE)
    return held.filter(Q(pk__in=taught) | runs(user, "ritual_id")).order_by("capture_due_at", "pk")[:SHOWN]


@written_once
def _guides_due(user: User, today: date) -> QuerySet[Article]:
    return Article.objects.to_look_at(today).filter(verifier=user).order_by("review_on", "pk")[:SHOWN]


def _todo(session: Session, article: Article | None) -> Todo:
    parts = parts_of(article) if article else Parts()
    checklist = checklist_of(CapturePolicy(session.capture_policy), parts)
    missing = ", ".join(checklist.missing)
    return Todo(
        title=_("Capture “%(session)s”") % {"session": session},
        detail=_("Missing: %(parts)s") % {"parts": missing} if missing else _("Everything is there: publish it."),
        url=reverse("knowledge:capture", args=[session.pk]),
        verb=_("Complete it") if missing else _("Publish"),
        due_at=session.capture_due_at,
        done=checklist.done,
        total=checklist.total,
    )


def _came_by_itself(user: User) -> list[Todo]:
    number = sum(_waiting_in_inbox(user))
    if not number:
        return []
    words = ngettext(
        "%(number)s thing came by itself and waits", "%(number)s things came by themselves and wait", number
    )
    detail = words % {"number": number}
    return [Todo(title=_("Capture inbox"), detail=detail, url=reverse("knowledge:inbox"), verb=_("Look at it"))]


@written_once
def _waiting_in_inbox(user: User) -> "QuerySet[InboxItem, int]":
    """How many, in a row of its own."""
    items = InboxItem.objects.open().visible_to(user).values("state")
    return items.annotate(number=Count("pk")).values_list("number", flat=True)


def _look_at(guide: Article) -> Todo:
    return Todo(
        title=_("Is “%(guide)s” still right?") % {"guide": guide},
        detail=_("You answer for it. One click when nothing has changed."),
        url=guide.get_absolute_url(),
        verb=_("Look at it"),
    )
