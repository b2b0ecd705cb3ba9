"""What a session left behind: its recording, and its transcript split into passages that can be found and opened."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.article import Article
from peerlearn.core.models import Timed


class Recording(Timed):
    """An uploaded file or a link; a link is shown, never fetched."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="recording")
    file = models.FileField(_("recording"), upload_to="recordings/%Y/%m/", blank=True)
    url = models.URLField(_("link to the recording"), max_length=1000, blank=True)
    content_type = models.CharField(max_length=50, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    expires_on = models.DateField(_("deleted by its provider on"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(file="") ^ models.Q(url="")), name="recording_is_a_file_or_a_link"
            )
        ]

    @property
    def is_video(self) -> bool:
        """Whether there is a picture to look at here, not only a sound or a link."""
        return bool(self.file) and not self.content_type.startswith("audio/")

    def __str__(self) -> str:
        return self.file.name or self.url


class Transcript(Timed):
    """Where the passages came from; the source is kept as it came."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="transcript")
    source = models.BinaryField()
    filename = models.CharField(max_length=255)
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=8, default="en")
    warnings = models.JSONField(default=list, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.filename


class Passage(models.Model):
    """One to three sentences of one speaker. Times are seconds from the start of the recording, null when unknown.

    `speaker` is the name as it stands in the transcript; `speaker_user` is the teacher it was matched to. Only
    teachers are shown by name, everybody else as a colleague. `words` are its stems; `exact` is every word as it was
    said, with the next few of the same turn, so that a phrase is found that runs over the passage's end.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    starts = models.FloatField(null=True, blank=True)
    ends = models.FloatField(null=True, blank=True)
    estimated = models.BooleanField(default=False)
    speaker = models.CharField(max_length=200, blank=True)
    speaker_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    words = SearchVectorField(null=True, editable=False)
    exact = SearchVectorField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="passage_numbered_once")]
        indexes = [GinIndex(fields=["exact"], name="passage_exact", fastupdate=False)]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.text[:60]
