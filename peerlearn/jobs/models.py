"""Long work that shows its progress and survives a reload, and the heart-beats of what runs in the background."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed
from peerlearn.people.models import User


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        """Long work is shown to whoever started it."""
        return self.filter(owner_id=user.pk)

    def going_on(self) -> Self:
        return self.filter(state__in=(JobState.WAITING, JobState.RUNNING))

    def about(self, kind: str, result_url: str) -> Self:
        """Those of a kind that lead to one place, newest first."""
        return self.filter(kind=kind, result_url=result_url).order_by("-pk")


class Job(Timed):
    """One piece of long work, started by somebody, `done` of `total` steps finished."""

    kind = models.CharField(max_length=50)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    result_url = models.CharField(max_length=500, blank=True)

    objects = JobQuerySet.as_manager()

    @property
    def goes_on(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING)

    def __str__(self) -> str:
        return self.title


class Heartbeat(models.Model):
    """When a background duty last ended well; readiness turns red when it is too long ago."""

    name = models.CharField(max_length=50, primary_key=True)
    last_ok = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.last_ok}"
