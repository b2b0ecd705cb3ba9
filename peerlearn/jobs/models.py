"""Long work that shows its progress and survives a reload, and the heart-beats of what runs in the background."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


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

    def __str__(self) -> str:
        return self.title


class Heartbeat(models.Model):
    """When a background duty last ended well; readiness turns red when it is too long ago."""

    name = models.CharField(max_length=50, primary_key=True)
    last_ok = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.last_ok}"
