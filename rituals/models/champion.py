"""Champions: colleagues whom others ask, called by those others, with a charter and a term."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.addresses import address
from peerlearn.core.models import Timed
from peerlearn.people.models import User


class ChampionCallQuerySet(models.QuerySet["ChampionCall"]):
    def visible_to(self, user: User) -> Self:
        """The question is for every colleague."""
        return self if user.is_authenticated else self.none()

    def open_on(self, day: date) -> Self:
        """Calls that take answers on `day`."""
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def closed_on(self, day: date) -> Self:
        """Calls whose last day is over on `day`."""
        return self.filter(closes_on__lt=day)

    def unanswered_by(self, user: User) -> Self:
        answered = Naming.objects.filter(call=models.OuterRef("pk"), named_by=user.pk)
        return self.filter(~models.Exists(answered))


class ChampionCall(Timed):
    """The question "when you are stuck with this, whom do you ask?", open between two days."""

    program = models.ForeignKey(
        "Program", on_delete=models.CASCADE, null=True, blank=True, related_name="champion_calls"
    )
    subject = models.CharField(_("tool or skill"), max_length=100)
    opens_on = models.DateField(_("from"))
    closes_on = models.DateField(_("until"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ChampionCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="call_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return address("rituals:champion_call", self.pk)

    def is_open_on(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on

    def is_closed_on(self, day: date) -> bool:
        """Whether its last day is over; only then any count is told."""
        return self.closes_on < day


class Naming(models.Model):
    """Who was named by whom; only counts are ever shown, `named_by` is never told to anybody."""

    call = models.ForeignKey(ChampionCall, on_delete=models.CASCADE, related_name="namings")
    named = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="namings")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "named", "named_by"], name="names_a_colleague_once"),
            models.CheckConstraint(condition=~models.Q(named=models.F("named_by")), name="does_not_name_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.named}"


class ChampionQuerySet(models.QuerySet["Champion"]):
    def on(self, day: date) -> Self:
        """Terms that hold on `day`, of people who are still here."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, user__is_active=True)


class Champion(Timed):
    """Somebody signed the charter: what they do, until when, and what they get for it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="champion_terms")
    program = models.ForeignKey("Program", on_delete=models.CASCADE, null=True, blank=True, related_name="champions")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    signed_at = models.DateTimeField()

    objects = ChampionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="term_ends_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
