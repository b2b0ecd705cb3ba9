"""What the company wants to spread: a tool, a skill, by when and to whom."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.addresses import address
from peerlearn.core.models import Timed
from peerlearn.people.models import User
from rituals.enums import Suitability


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, user: User) -> Self:
        """Every colleague may know what is to be spread; what its closed forums do is theirs."""
        return self if user.is_authenticated else self.none()

    def running_on(self, day: date) -> Self:
        """Programs that have not ended by `day`; those that begin later are among them."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day))

    def over_on(self, day: date) -> Self:
        return self.filter(ends_on__lt=day)


class Program(Timed):
    """Learners and cost are counted from `starts_on`; without functions the population is everybody."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    goal = models.TextField(_("goal"), blank=True)
    tool = models.CharField(_("tool or skill"), max_length=100, blank=True)
    target_share = models.DecimalField(
        _("share of people who should use it"), max_digits=4, decimal_places=3, null=True, blank=True
    )
    target_on = models.DateField(_("the day by which they should"), null=True, blank=True)
    baseline_share = models.DecimalField(
        _("share of people who used it before the first session"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Empty means that no baseline was measured."),
    )
    baseline_on = models.DateField(_("the day on which that was measured"), null=True, blank=True)
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"), null=True, blank=True)
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    suitability = models.CharField(_("what kind of topic it is"), max_length=12, choices=Suitability, blank=True)
    formal_parts = models.TextField(_("what stays formal training"), blank=True)
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="reviewed_programs")
    functions = models.ManyToManyField("people.Function", blank=True, related_name="programs")

    objects = ProgramQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="program_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=models.Q(baseline_share__isnull=True, baseline_on__isnull=True)
                | models.Q(baseline_share__range=(0, 1), baseline_on__isnull=False),
                name="program_baseline_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(target_share__isnull=True) | models.Q(target_share__range=(Decimal("0.001"), 1)),
                name="program_target_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("rituals:program", self.slug)
