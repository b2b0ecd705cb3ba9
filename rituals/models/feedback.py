"""What people answer after a session. Teachers see answers from five on, and never who gave them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rituals.models.session import Session


class Rating(models.Model):
    """One to five stars right after the session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.CharField(_("a line to the teacher"), max_length=500, blank=True)
    rated_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="rates_a_session_once"),
            models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="one_to_five_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.stars}"


class TransferAnswer(models.Model):
    """ "Did you use it?", 30 to 90 days later, from 0 (not at all) to 10 (all the time)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="transfer_answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(validators=[MaxValueValidator(10)])
    why = models.CharField(_("why"), max_length=500, blank=True)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="answers_the_transfer_question_once"),
            models.CheckConstraint(condition=models.Q(score__range=(0, 10)), name="transfer_from_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.score}"
