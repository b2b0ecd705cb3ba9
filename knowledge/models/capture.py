"""What a session left behind: its recording, and its transcript split into passages that can be found and opened."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.enums import EndReason, Origin, SpeakerWish
from knowledge.models.article import Article
from peerlearn.core.models import Timed


class Recording(Timed):
    """An uploaded file or a link; a link is shown, never fetched."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="recording")
    file = models.FileField(_("recording"), upload_to="recordings/%Y/%m/", blank=True)
    url = models.URLField(_("link to the recording"), max_length=1000, blank=True)
    content_type = models.CharField(max_length=50, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.UPLOADED)
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


MADE_BY_MACHINE = "machine"
"""The format of a transcript that nobody brought: what a model on this machine heard."""


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

    @property
    def by_machine(self) -> bool:
        return self.format == MADE_BY_MACHINE

    def __str__(self) -> str:
        return self.filename


class RecordingEnd(models.Model):
    """Recording and transcript were deleted because their teachers allowed them no longer; the notes stay."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="recording_end")
    reason = models.CharField(max_length=10, choices=EndReason)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article}: {self.reason}"


class PassageQuerySet(models.QuerySet["Passage"]):
    def shown(self) -> Self:
        """What may be read, counted, found and handed on: everything but what somebody asked to be taken out."""
        return self.filter(hidden=False)


class Passage(models.Model):
    """One to three sentences of one speaker. Times are seconds from the start of the recording, null when unknown.

    `speaker` is the name as it stands in the transcript; `speaker_user` is the teacher it was matched to. Only
    teachers are shown by name, everybody else as a colleague. `words` are its stems; `exact` has each word as it was
    said with the one after it (`knowledge.folding.pairs`), the next few of the same turn too, so that a phrase is found
    that runs over the passage's end. A passage is `hidden` while its speaker asked to be taken out (`SpeakerChoice`):
    nobody reads it and no search finds it.
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
    hidden = models.BooleanField(default=False, editable=False)
    words = SearchVectorField(null=True, editable=False)
    exact = SearchVectorField(null=True, editable=False)

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="passage_numbered_once")]
        indexes = [GinIndex(fields=["exact"], name="passage_exact", fastupdate=False)]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.text[:60]


class Correction(models.Model):
    """A line of a transcript was put right; its times stay. `former` and `text` are the words before and after."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    passage_number = models.PositiveIntegerField()
    former = models.TextField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["article", "passage_number"], name="correction_of_passage")]

    def __str__(self) -> str:
        return f"{self.article}, {self.passage_number}"


class SpeakerChoice(models.Model):
    """Somebody who is heard in a recording said that a speaker label is theirs, and what to do with it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="speaker_choices")
    speaker = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(max_length=10, choices=SpeakerWish)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "speaker"], name="speaks_for_a_label_once")]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.wish}"


class OverruledChoice(models.Model):
    """Somebody said that a speaker label is theirs, and whoever teaches or runs the session said that it is not."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="overruled_choices")
    speaker = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.speaker}: {self.user}"


class Upload(Timed):
    """A large recording on its way: `received` of `size` bytes are here, and it goes on where it was cut off."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.UPLOADED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(received__lte=models.F("size")), name="upload_within_its_size")
        ]

    def __str__(self) -> str:
        return self.filename
