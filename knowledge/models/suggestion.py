"""Help on the way in: what is proposed for a capture, and what a person made of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.models.article import Article
from knowledge.models.capture import Passage


class Suggestion(models.Model):
    """Proposed once; accepting or dismissing it is remembered, so that it is not proposed again.

    `text` is the topic's name, the chapter's title, what to copy, the sentence, or the speaker as the transcript names
    them; `title` says what a snippet does. `starts` is its second in the recording, `weight` its place among its kind
    (higher is better). `evidence` says why, in figures: `said` times, `filed` under it among similar articles, whom
    (`user`) a speaker may be.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=12, choices=SuggestionKind)
    text = models.TextField()
    digest = models.CharField(max_length=32, editable=False, help_text="Of the folded text: what is the same once.")
    title = models.CharField(max_length=200, blank=True)
    starts = models.FloatField(null=True, blank=True)
    weight = models.FloatField(default=0)
    evidence = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "kind", "digest"], name="suggested_once")]
        ordering = ["kind", "-weight", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Chapter(models.Model):
    """A part of a recording with a title."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="chapters")
    title = models.CharField(_("title"), max_length=200)
    starts = models.FloatField(_("start in the recording"), help_text="Seconds.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "starts"], name="one_chapter_a_second")]
        ordering = ["starts"]

    def __str__(self) -> str:
        return self.title


class KeySentenceQuerySet(models.QuerySet["KeySentence"]):
    def still_said(self) -> Self:
        """Those that the transcript still says to everybody: not taken out, withdrawn or corrected since."""
        said = Passage.objects.shown().filter(
            article=models.OuterRef("article"), text__contains=models.OuterRef("text")
        )
        return self.filter(models.Exists(said))


class KeySentence(models.Model):
    """A sentence that tells what a session was about, in the words in which it was said."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="key_sentences")
    text = models.TextField()
    starts = models.FloatField(null=True, blank=True)

    objects = KeySentenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
