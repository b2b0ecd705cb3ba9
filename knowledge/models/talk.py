"""What readers say on an article: questions, answers, and that it is out of date."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.article import Article
from peerlearn.core.models import Timed


class Question(Timed):
    """Asked below an article; `starts` is the second of the recording that it is about, if any."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="questions")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("question"))
    starts = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}#question-{self.pk}"

    @property
    def place(self) -> str:
        """What follows the article's address to open the recording where the question stands."""
        return f"?t={int(self.starts or 0)}"


class Answer(Timed):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("answer"))

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class OutdatedMark(models.Model):
    """A reader says that something is not true any more. `settled_at` is when its author looked at it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="outdated_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(_("what has changed"), max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"], condition=models.Q(settled_at=None), name="marks_outdated_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.article)
