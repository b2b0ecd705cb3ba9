"""A recurring forum: its rule, its place, its people.

The rule is kept as local wall-clock time plus an IANA zone, because "Tuesday 14:00" must survive a clock change.
Dated sessions are materialised from it ahead of time (`rituals.services.series`).
"""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peerlearn.core.addresses import address
from peerlearn.core.models import Timed
from peerlearn.core.windows import local_day
from peerlearn.people.models import User
from rituals.enums import Audience, CapturePolicy, RitualKind
from rituals.models.uids import new_uid


def runs(user: User, ritual: str) -> models.Q:
    """That `user` facilitates a ritual, or stands in today for who does; `ritual` is the field with its key."""
    led = Facilitation.objects.filter(user_id=user.pk).values("ritual_id")
    lent = Substitution.objects.on(local_day(timezone.now())).filter(substitute_id=user.pk).values("ritual_id")
    return models.Q((f"{ritual}__in", led)) | models.Q((f"{ritual}__in", lent))


class RitualQuerySet(models.QuerySet["Ritual"]):
    def running(self) -> Self:
        """Rituals that still meet."""
        return self.filter(archived_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Everybody sees open rituals; one for members is seen by its members and facilitators only."""
        if not user.is_authenticated:
            return self.none()
        own = Ritual.members.through.objects.filter(user_id=user.pk).values("ritual_id")
        return self.filter(~models.Q(audience=Audience.MEMBERS) | models.Q(pk__in=own) | runs(user, "pk"))


class Ritual(Timed):
    program = models.ForeignKey("Program", on_delete=models.SET_NULL, null=True, blank=True, related_name="rituals")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    kind = models.CharField(_("form"), max_length=30, choices=RitualKind, default=RitualKind.BROWN_BAG)
    description = models.TextField(_("what it is for"), blank=True)
    function = models.ForeignKey("people.Function", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rrule = models.CharField(_("repeats"), max_length=300, blank=True)
    first_date = models.DateField(_("first date"), null=True, blank=True)
    start_time = models.TimeField(_("starts at"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    duration_minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    place = models.CharField(_("room"), max_length=200, blank=True)
    meeting_url = models.URLField(_("meeting link"), max_length=500, blank=True)
    audience = models.CharField(_("who may come"), max_length=10, choices=Audience, default=Audience.OPEN)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    capture_policy = models.CharField(
        _("what is kept"), max_length=12, choices=CapturePolicy, default=CapturePolicy.STANDARD
    )
    holiday_location = models.CharField(
        _("holidays of"), max_length=200, blank=True, help_text=_("Dates that are holidays there are skipped.")
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("minutes of a bookable slot"), null=True, blank=True, help_text=_("Office hours are booked in such slots.")
    )
    circle_round = models.ForeignKey(
        "CircleRound", on_delete=models.SET_NULL, null=True, blank=True, related_name="circles", editable=False
    )
    channel = models.ForeignKey(
        "outbox.Webhook", on_delete=models.SET_NULL, null=True, blank=True, related_name="rituals", editable=False
    )
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    external_id = models.CharField(max_length=300, unique=True, null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="No date of the rule before this instant is without its session; empty means: look again.",
    )
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Facilitation", related_name="facilitated_rituals"
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="circles")

    objects = RitualQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duration_minutes__range=(5, 720)),
                name="ritual_lasts_5_minutes_to_12_hours",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("rituals:ritual", self.slug)

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """Django's own translates every form there is for each answer."""
        return str(RitualKind(self.kind).label)


class Facilitation(models.Model):
    """Somebody runs a ritual: fills slots, sees that it is held and captured. Two are advised."""

    ritual = models.ForeignKey(Ritual, on_delete=models.CASCADE, related_name="facilitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facilitations")
    since = models.DateField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ritual", "user"], name="facilitates_a_ritual_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.ritual}"


class SkipDate(models.Model):
    """A local date on which the ritual does not meet, with the reason."""

    ritual = models.ForeignKey(Ritual, on_delete=models.CASCADE, related_name="skip_dates")
    day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ritual", "day"], name="skips_a_day_once")]

    def __str__(self) -> str:
        return f"{self.ritual}, {self.day}"


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    def on(self, day: date) -> Self:
        """Who runs a ritual for somebody on that day of the organisation, as long as that one runs it themselves."""
        own = Facilitation.objects.filter(ritual=models.OuterRef("ritual"), user=models.OuterRef("user"))
        return self.filter(models.Exists(own), first_day__lte=day, last_day__gte=day)


class Substitution(Timed):
    """Somebody runs the ritual for a facilitator who is away, both days included."""

    ritual = models.ForeignKey(Ritual, on_delete=models.CASCADE, related_name="substitutions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="substitutions")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="substitution_ends_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.substitute} for {self.user}"
