"""What sessions and articles are about: a topic with its synonyms and owners, and its addresses of former times.

Topics sit below both rituals and knowledge, since both file their things under them.
"""

import hashlib
import re
import unicodedata
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed

NAME_LENGTH, KEY_LENGTH = 100, 200


def topic_key(name: str) -> str:
    """What makes two names the same topic: case, spacing and what does not fit into a name do not.

    >>> topic_key("  Machine   Learning ")
    'machine learning'
    """
    folded = unicodedata.normalize("NFKC", name.strip()[:NAME_LENGTH]).casefold()
    return re.sub(r"\s+", " ", folded).strip()[:KEY_LENGTH]


class TopicQuerySet(models.QuerySet["Topic"]):
    def by_name(self) -> Self:
        return self.order_by("key")


class Topic(Timed):
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True, editable=False)
    owners = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="owned_topics")
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="reviewed_topics")
    formal_training_url = models.URLField(_("formal training"), blank=True)
    formal_only_since = models.DateTimeField(null=True, blank=True, editable=False)
    formal_only_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="Who locked the topic to formal training.",
    )

    objects = TopicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = topic_key(self.name)
        self.slug = self.slug or slug_for(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Synonym(models.Model):
    """Another word that finds the topic; a word belongs to one topic only."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="synonyms")
    word = models.CharField(_("synonym"), max_length=NAME_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)

    def __str__(self) -> str:
        return self.word

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = topic_key(self.word)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Follow(models.Model):
    """Somebody wants to hear of what is new on a topic."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_topics")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="follows_a_topic_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.topic}"


class FormerSlug(models.Model):
    """The address of a topic that was merged into another, by whom and when; it leads to what remained."""

    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former_slugs")
    merged_at = models.DateTimeField(editable=False)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    def __str__(self) -> str:
        return f"{self.slug}: {self.topic}"


def slug_for(name: str) -> str:
    """An address for a topic name, different for different topics: signs that a slug loses ("C++") become a digest.

    >>> slug_for("Prompt patterns")
    'prompt-patterns'
    """
    key = topic_key(name)
    slug = slugify(key, allow_unicode=True)[:100]
    if slug.replace("-", " ") == key:
        return slug
    return f"{slug}-{hashlib.sha256(key.encode()).hexdigest()[:6]}".lstrip("-")
