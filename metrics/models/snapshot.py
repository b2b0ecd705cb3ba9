"""The figures of one window and scope, as the nightly job last computed them from facts.

A snapshot is a copy for quick pages and curves; deleting all of them loses nothing.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Span(models.TextChoices):
    """Which window ends at (trailing) or contains (month) the snapshot's day."""

    TRAILING = "trailing", _("trailing 28 days")
    MONTH = "month", _("calendar month")


class Scope(models.TextChoices):
    ORGANISATION = "organisation", _("organisation")
    PROGRAM = "program", _("program")
    FUNCTION = "function", _("function")


class Snapshot(models.Model):
    """`day` is the local day at whose first instant a trailing window ends, or the first day of a month."""

    span = models.CharField(max_length=10, choices=Span)
    scope = models.CharField(max_length=12, choices=Scope)
    scope_id = models.BigIntegerField(default=0, help_text="0 for the organisation")
    day = models.DateField()
    active_teachers = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField(help_text="held sessions of recurring rituals, as counted")
    learning_rituals = models.FloatField(help_text="the same per 30.4375 days; in a calendar month as counted")
    due = models.PositiveIntegerField()
    captured = models.PositiveIntegerField()
    pending = models.PositiveIntegerField(help_text="held, not yet due: still within their 7 days")
    capture_rate = models.FloatField(null=True)
    velocity = models.FloatField(null=True)
    population = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["span", "scope", "scope_id", "day"], name="one_snapshot_per_window")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.scope_id}, {self.span} {self.day}"
