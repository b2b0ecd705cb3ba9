"""Functions of the company as a tree, and the peer-learning leads named for them."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed


class Function(models.Model):
    """A department or team. Its headcount is derived from the people in it, never typed in."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LeadAssignmentQuerySet(models.QuerySet["LeadAssignment"]):
    def on(self, day: date) -> Self:
        """Assignments that hold on `day`."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=day), starts_on__lte=day)


class LeadAssignment(Timed):
    """A person leads peer learning in a function with a share of their working time (10 to 15 % is advised)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lead_assignments")
    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="lead_assignments")
    allocation_percent = models.PositiveSmallIntegerField(
        _("share of working time in %"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreement = models.CharField(_("what is taken off to free the time"), max_length=500, blank=True)

    objects = LeadAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="lead_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(allocation_percent__range=(1, 100)), name="lead_allocation_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.function}"
