"""What belongs to writing: drafts that survive a crash, files beside an article, pages of the company's other wiki."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.enums import ArticleKind
from knowledge.models.article import Article, Revision
from peerlearn.core.models import Timed


class Draft(Timed):
    """What somebody has typed and not saved yet, for a new article of a kind or for an existing one.

    `based_on` is the revision they began with; a newer one means that somebody else has saved since.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    kind = models.CharField(max_length=10, choices=ArticleKind)
    title = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    snippet = models.TextField(blank=True)
    topics = models.TextField(blank=True)
    based_on = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "article"], condition=models.Q(article__isnull=False), name="one_draft_an_article"
            ),
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(article__isnull=True), name="one_draft_of_a_new_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attachment(models.Model):
    """A file beside an article, or an image inside its text; served only to those who may see the article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    file = models.FileField(_("file"), upload_to="attachments/%Y/%m/")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.filename


class OtherPage(models.Model):
    """A page in the wiki that the company has besides, linked from an article and linking back to it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="other_pages")
    url = models.URLField(_("address"), max_length=1000)
    title = models.CharField(_("title"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "url"], name="links_a_page_once")]
        indexes = [models.Index(fields=["url"], name="other_page_url")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or self.url
