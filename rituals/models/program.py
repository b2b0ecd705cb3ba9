"""What the company wants to spread: a tool, a skill, by when and to whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed
from rituals.enums import Suitability


class Program(Timed):
    """Learners and cost are counted from `starts_on`; without functions the population is everybody."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    goal = models.TextField(_("goal"), blank=True)
    tool = models.CharField(_("tool or skill"), max_length=100, blank=True)
    target_share = models.DecimalField(
        _("share of people who should use it"), max_digits=4, decimal_places=3, null=True, blank=True
    )
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"), null=True, blank=True)
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    suitability = models.CharField(_("what kind of topic it is"), max_length=12, choices=Suitability, blank=True)
    formal_parts = models.TextField(_("what stays formal training"), blank=True)
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="reviewed_programs")
    functions = models.ManyToManyField("people.Function", blank=True, related_name="programs")

    def __str__(self) -> str:
        return self.name
