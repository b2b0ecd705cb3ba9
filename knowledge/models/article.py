"""Everything searchable is an article: the capture of a session, a short share, a guide."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.enums import ArticleKind, Visibility
from peerlearn.core.addresses import address
from peerlearn.core.models import Timed
from peerlearn.people.models import User
from rituals.enums import TeachingState
from rituals.models import Attendance, Ritual, Session, Teaching
from rituals.models.ritual import runs


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> Self:
        """Published articles by their visibility; unpublished ones for those who write them, or stand in for them."""
        if not user.is_authenticated:
            return self.none()
        everybody = models.Q(published_at__isnull=False, visibility=Visibility.EVERYBODY)
        return self.filter(reduce(or_, _grounds(user), everybody))

    def visible_besides_open(self, user: User) -> "models.QuerySet[Article, dict[str, Any]]":
        """Numbers of what somebody may see not only because everybody may.

        Each ground is asked for by itself, so that what is found leads there and not every article is looked at.
        """
        if not user.is_authenticated:
            return self.none().values("pk")
        first, *others = (self.filter(ground).values("pk") for ground in _grounds(user))
        return first.union(*others)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def to_look_at(self, day: date) -> Self:
        """Published guides that should be looked at again by `day`; those nobody ever verified among them."""
        due = models.Q(review_on__lte=day) | models.Q(verified_at=None)
        return self.published().filter(due, kind=ArticleKind.GUIDE)

    def taught_by(self, user_id: int) -> Self:
        """Sessions in which somebody taught, and what they wrote themselves."""
        taught = Teaching.objects.filter(user_id=user_id, state=TeachingState.ACCEPTED)
        return self.filter(
            models.Q(session_id__in=taught.values("session_id")) | models.Q(session__isnull=True, author_id=user_id)
        )

    def with_parts(self) -> Self:
        """Each with what its capture consists of: `recorded`, `transcribed`, and the counts `filed` and `copyable`.

        `deleted_on` is the day on which the recording's provider deletes it, `ended_at` when both were deleted here
        because their teachers allowed them no longer.
        """
        return self.annotate(
            recorded=models.Q(recording__isnull=False),
            transcribed=models.Q(transcript__isnull=False),
            deleted_on=models.F("recording__expires_on"),
            ended_at=models.F("recording_end__at"),
            filed=models.Count("topics", distinct=True),
            copyable=models.Count("snippets", distinct=True),
        )

    def for_lists(self) -> Self:
        """With everything that a line about an article shows, in a constant number of queries."""
        teachings = models.Prefetch("session__teachings", Teaching.objects.select_related("user"))
        return self.select_related("author", "session").prefetch_related(teachings, "topics")


def _grounds(user: User) -> list[models.Q]:
    """What lets this person see an article that is not open to everybody: to write it, or to belong to its ritual.

    It depends on who they are and on the day, and on nothing else.
    """
    accepted = Teaching.objects.filter(user_id=user.pk, state=TeachingState.ACCEPTED)
    run = Ritual.objects.filter(runs(user, "pk"))
    joined = Ritual.members.through.objects.filter(user_id=user.pk)
    members = models.Q(published_at__isnull=False, visibility=Visibility.MEMBERS)
    return [
        models.Q(author_id=user.pk),
        models.Q(session_id__in=accepted.values("session_id")),
        models.Q(session__ritual_id__in=run.values("pk")),
        models.Q(session__ritual_id__in=joined.values("ritual_id")) & members,
    ]


class Article(Timed):
    """`body` is Markdown. A session's article opens as a draft when it is held and is its capture once published."""

    kind = models.CharField(max_length=10, choices=ArticleKind)
    session = models.OneToOneField(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="article")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    title = models.CharField(_("title"), max_length=500)
    slug = models.SlugField(max_length=220, unique=True, allow_unicode=True)
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("notes"), blank=True)
    topics = models.ManyToManyField("topics.Topic", blank=True, related_name="articles")
    language = models.CharField(max_length=8, default="en")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.EVERYBODY)
    dated_at = models.DateTimeField(help_text="When it was said or written: what its age is counted from.")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="verified_articles",
        help_text="Who answers for a guide being right.",
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ArticleKind.SESSION, session__isnull=False)
                | (~models.Q(kind=ArticleKind.SESSION) & models.Q(session__isnull=True)),
                name="article_of_a_session_names_it",
            )
        ]
        indexes = [models.Index(fields=["-dated_at"], name="article_dated")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("knowledge:article", self.slug)

    def teachers(self) -> list[User]:
        """Who gets the credit: the accepted teachers of its session, or its author."""
        if self.session is None:
            return [self.author] if self.author else []
        return self.session.teachers()

    def was_met_by(self, user: User) -> bool:
        """Whether `user` attended its session or opened it."""
        came = Attendance.objects.filter(session__article=self, user=user)
        return came.exists() or self.openings.filter(user=user).exists()


class Revision(models.Model):
    """One saved state of an article's text; restoring makes a new one."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.article}, {self.created_at:%Y-%m-%d %H:%M}"


class SnippetQuerySet(models.QuerySet["Snippet"]):
    def with_copiers(self) -> Self:
        """Each with `copiers`, the number of people who copied it."""
        return self.annotate(copiers=models.Count("copied__user", distinct=True))


class Snippet(Timed):
    """Something to copy: a prompt, a command, a checklist. `starts` is the second at which it was shown, if known."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="snippets")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("what it does"), max_length=200)
    text = models.TextField(_("text to copy"))
    starts = models.FloatField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SnippetQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title
