"""Coaching circles: a call to sign up, from which circles of four to six are formed."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed


class CircleRound(Timed):
    """One call with the rhythm its circles will have; `formed_at` is set once, when the circles are made."""

    program = models.ForeignKey("Program", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("what it is for"), blank=True)
    closes_on = models.DateField(_("sign up until"))
    rrule = models.CharField(_("repeats"), max_length=300)
    first_date = models.DateField(_("first date"))
    start_time = models.TimeField(_("starts at"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    duration_minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(15), MaxValueValidator(180)]
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    formed_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name


class CircleSignUp(models.Model):
    """Somebody wants to be in a circle; the own goal is shown to that circle only."""

    round = models.ForeignKey(CircleRound, on_delete=models.CASCADE, related_name="sign_ups")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle_sign_ups")
    goal = models.CharField(_("what you want to get better at"), max_length=300, blank=True)
    signed_up_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="signs_up_once_per_round")]

    def __str__(self) -> str:
        return f"{self.user}, {self.round}"
