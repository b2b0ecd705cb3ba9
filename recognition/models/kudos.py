"""Thanks from a person to a person, tied to the session or article that helped."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed
from peerlearn.people.models import User
from recognition.enums import Openness


class KudosQuerySet(models.QuerySet["Kudos"]):
    def visible_to(self, user: User) -> Self:
        """Public thanks for every colleague; private ones for the two people only."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(giver_id=user.pk) | models.Q(receiver_id=user.pk)
        return self.filter(models.Q(openness=Openness.PUBLIC) | own)


class Kudos(Timed):
    """Nobody thanks themselves, and a giver thanks a receiver once per article or session."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kudos_given")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kudos_received")
    session = models.ForeignKey("rituals.Session", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.CharField(_("what it did for you"), max_length=500)
    openness = models.CharField(_("who reads it"), max_length=7, choices=Openness, default=Openness.PUBLIC)
    given_at = models.DateTimeField()

    objects = KudosQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="nobody_thanks_themselves"),
            models.CheckConstraint(
                condition=models.Q(session__isnull=False) ^ models.Q(article__isnull=False),
                name="kudos_for_a_session_or_an_article",
            ),
            models.UniqueConstraint(
                fields=["giver", "receiver", "session", "article"],
                name="thanks_once_for_one_thing",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "given_at"], name="kudos_receiver_given"),
            models.Index(fields=["-given_at"], name="kudos_given"),
        ]
        verbose_name_plural = "kudos"

    def __str__(self) -> str:
        return self.text[:60]
