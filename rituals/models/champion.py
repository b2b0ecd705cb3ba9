"""Champions: colleagues whom others ask, called by those others, with a charter and a term."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed


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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="call_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return self.subject


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


class Champion(Timed):
    """Somebody signed the charter: what they do, until when, and what they get for it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="champion_terms")
    program = models.ForeignKey("Program", on_delete=models.CASCADE, null=True, blank=True, related_name="champions")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="term_ends_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
