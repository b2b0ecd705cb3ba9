"""What people want to learn: a request, its votes, and the session that answers it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.addresses import address
from peerlearn.core.models import Timed
from peerlearn.people.models import User
from rituals.models.session import Session


class TopicRequestQuerySet(models.QuerySet["TopicRequest"]):
    def visible_to(self, user: User) -> Self:
        """What is asked for is open to every colleague; who asked is not shown."""
        return self if user.is_authenticated else self.none()

    def open(self) -> Self:
        """Requests that still wait for a session: neither answered, nor merged into another, nor closed."""
        return self.filter(session__isnull=True, merged_into__isnull=True, closed_at__isnull=True)

    def for_lists(self, user: User) -> Self:
        """Each with its topic, its number of `votes_so_far`, and whether `user` is one of them (`voted`)."""
        own = RequestVote.objects.filter(request=models.OuterRef("pk"), user=user.pk)
        counted = self.annotate(votes_so_far=models.Count("votes"), voted=models.Exists(own))
        return counted.select_related("topic")


class TopicRequest(Timed):
    """ "I want to learn …". Whoever asks also votes; `answered_at_second` is the place in the capture that answers."""

    title = models.CharField(_("what you want to learn"), max_length=200)
    detail = models.TextField(_("what it would help you do"), blank=True)
    topic = models.ForeignKey("topics.Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="requests")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="topic_requests"
    )
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="answered_requests"
    )
    answered_at_second = models.PositiveIntegerField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    votes_so_far: int  # both come with for_lists()
    voted: bool

    objects = TopicRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="request_is_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("rituals:request", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a session."""
        return self.session_id is None and self.merged_into_id is None and self.closed_at is None


class RequestVote(models.Model):
    """Somebody else wants to learn it too."""

    request = models.ForeignKey(TopicRequest, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="request_votes")
    voted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "user"], name="votes_once_per_request")]

    def __str__(self) -> str:
        return f"{self.user}: {self.request}"
