"""What surrounds a teacher's slot: talks of a demo day, sign-off by an expert, and swaps between teachers."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed
from rituals.enums import Suitability, SwapState
from rituals.models.session import Session, Teaching


class Talk(Timed):
    """One of two to ten talks of a demo day; `starts_at_second` is its place in the recording."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="talks")
    teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="talks")
    title = models.CharField(_("title"), max_length=200)
    place_in_order = models.PositiveSmallIntegerField(
        _("place in the order"), validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    suitability = models.CharField(_("what kind of topic it is"), max_length=12, choices=Suitability, blank=True)
    starts_at_second = models.PositiveIntegerField(_("start in the recording"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "place_in_order"],
                name="one_talk_a_place",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
        ordering = ["place_in_order"]

    def __str__(self) -> str:
        return self.title


class RecordingConsent(Timed):
    """What a teacher allows: to be recorded or not, who may see it, for how long it is kept.

    Asked when the teacher accepts. `withdrawn_at` takes recording and transcript away later; the notes stay.
    """

    teaching = models.OneToOneField(Teaching, on_delete=models.CASCADE, related_name="recording_consent")
    allowed = models.BooleanField(_("record it"))
    members_only = models.BooleanField(_("only for members of the ritual"), default=False)
    keep_months = models.PositiveSmallIntegerField(
        _("months to keep it"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    answered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.teaching)


class SignOff(Timed):
    """An expert was asked whether colleagues may teach this, and what they answered.

    Silent for five days means that the next expert is asked; `answered_at` without `approved_at` is a refusal.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sign_offs")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_offs")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("what to mind"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "reviewer"], name="reviews_a_session_once")]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.session}"


class Swap(Timed):
    """A teacher offers the own date for a colleague's."""

    offered = models.ForeignKey(Teaching, on_delete=models.CASCADE, related_name="swaps_offered")
    wanted = models.ForeignKey(Teaching, on_delete=models.CASCADE, related_name="swaps_wanted")
    state = models.CharField(max_length=10, choices=SwapState, default=SwapState.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offered", "wanted"], condition=models.Q(state=SwapState.ASKED), name="asks_for_a_swap_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.offered} ⇄ {self.wanted}"
