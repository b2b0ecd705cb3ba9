"""One dated meeting and the people who teach in it.

Status changes have one function each in `rituals.services.sessions`: draft → scheduled → held | not_held | unknown,
or cancelled. A session without an accepted teacher is an open slot.
"""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from peerlearn.core.addresses import address
from peerlearn.core.models import Timed
from peerlearn.core.windows import Window, local_day
from peerlearn.people.models import LeadAssignment, Role, RoleGrant, User
from rituals.enums import (
    NEEDS_TEACHER,
    Audience,
    CapturePolicy,
    FirstStep,
    RitualKind,
    SessionStatus,
    Suitability,
    TeachingState,
)
from rituals.models.ritual import Ritual, runs
from rituals.models.uids import new_uid


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Members-only sessions are for members; drafts for those who answer for them.

        These are the L&D lead, administrators, and the leads of the ritual's function. Who runs the ritual, teaches or
        is asked to sees both.
        """
        if not user.is_authenticated:
            return self.none()
        teaches = models.Q(pk__in=_teachings_of(user).values("session_id"))
        belongs = models.Q(ritual_id__in=Ritual.members.through.objects.filter(user_id=user.pk).values("ritual_id"))
        drafts = models.Q(status=SessionStatus.DRAFT)
        closed = models.Q(audience=Audience.MEMBERS)
        reads_drafts = answers_for_all(user) | models.Q(ritual_id__in=_rituals_led_by(user).values("pk"))
        return self.filter(((~drafts | reads_drafts) & (~closed | belongs)) | teaches | runs(user, "ritual_id"))

    def held(self) -> Self:
        return self.filter(status=SessionStatus.HELD)

    def scheduled(self) -> Self:
        return self.filter(status=SessionStatus.SCHEDULED)

    def upcoming(self, now: datetime) -> Self:
        return self.scheduled().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def in_window(self, window: Window) -> Self:
        return self.filter(starts_at__gte=window.start, starts_at__lt=window.end)

    def recurring(self) -> Self:
        """Sessions of a ritual that meets by a rule: what counts as a learning ritual."""
        return self.filter(ritual__isnull=False).exclude(ritual__rrule="")

    def due_for_capture(self, now: datetime) -> Self:
        """Held sessions that owe a capture and whose deadline has passed at `now`."""
        return self.held().exclude(capture_policy=CapturePolicy.NONE).filter(capture_due_at__lte=now)

    def inside_capture_deadline(self, now: datetime) -> Self:
        """Held sessions that owe a capture and still have time for it at `now`."""
        return self.held().exclude(capture_policy=CapturePolicy.NONE).filter(capture_due_at__gt=now)

    def without_teacher(self) -> Self:
        """Open slots: nobody has accepted to teach."""
        taken = Teaching.objects.filter(session=models.OuterRef("pk"), state=TeachingState.ACCEPTED)
        return self.filter(~models.Exists(taken))


class Session(Timed):
    ritual = models.ForeignKey(Ritual, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    kind = models.CharField(_("form"), max_length=30, choices=RitualKind, default=RitualKind.BROWN_BAG)
    title = models.CharField(_("title"), max_length=500, blank=True)
    abstract = models.TextField(_("what it is about"), blank=True)
    topics = models.ManyToManyField("topics.Topic", blank=True, related_name="sessions")
    suitability = models.CharField(_("what kind of topic it is"), max_length=12, choices=Suitability, blank=True)
    run_sheet = models.TextField(_("run sheet"), blank=True)
    encore_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="encores")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    place = models.CharField(_("room"), max_length=200, blank=True)
    meeting_url = models.URLField(_("meeting link"), max_length=500, blank=True)
    audience = models.CharField(_("who may come"), max_length=10, choices=Audience, default=Audience.OPEN)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    capture_policy = models.CharField(
        _("what is kept"), max_length=12, choices=CapturePolicy, default=CapturePolicy.STANDARD
    )

    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.SCHEDULED)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    headcount = models.PositiveIntegerField(_("people who came, as told"), null=True, blank=True, editable=False)
    capture_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    captured_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="Who changed this date apart from its series; a change of the series leaves it alone.",
    )

    recurrence_id = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="The instant the ritual's rule gave it, kept when it is moved.",
    )
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    series_uid = models.CharField(
        max_length=100, blank=True, editable=False, help_text="The ritual's UID when this date was made from its rule."
    )
    external_id = models.CharField(max_length=300, unique=True, null=True, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_its_start"
            ),
            models.UniqueConstraint(fields=["ritual", "recurrence_id"], name="one_session_per_occurrence"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="session_starts"),
            models.Index(fields=["status", "starts_at"], name="session_status_starts"),
            models.Index(fields=["capture_due_at"], name="session_capture_due"),
        ]

    def __str__(self) -> str:
        """A date that waits for a teacher is an open slot; one of another form is called by its form."""
        return self.title or str(_("Open slot") if self.kind in NEEDS_TEACHER else capfirst(self.get_kind_display()))

    def get_absolute_url(self) -> str:
        return address("rituals:session", self.pk)

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """Django's own translates every form there is for each answer."""
        return str(RitualKind(self.kind).label)

    def teachers(self) -> list[User]:
        """Who accepted to teach, read from its teachings; prefetch them with their people."""
        return [teaching.user for teaching in self.teachings.all() if teaching.state == TeachingState.ACCEPTED]

    @property
    def heading(self) -> str:
        """What stands above its own page; load the ritual with it."""
        return str(self) if self.kind in NEEDS_TEACHER else self.title_or_ritual

    @property
    def title_or_ritual(self) -> str:
        """What it is called where it stands among other sessions; load the ritual with it."""
        return self.title or str(self.ritual or _("Session"))

    @property
    def duration_minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class Teaching(Timed):
    """Somebody was asked to teach in a session, and what they answered."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="teachings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teachings")
    state = models.CharField(max_length=10, choices=TeachingState, default=TeachingState.INVITED)
    step = models.CharField(max_length=12, choices=FirstStep, default=FirstStep.OWN_SLOT)
    note = models.CharField(_("a line to the person"), max_length=500, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="teaches_a_session_once")]
        indexes = [models.Index(fields=["user", "state"], name="teaching_user_state")]

    def __str__(self) -> str:
        return f"{self.user}: {self.session}"


def answers_for_all(user: User) -> models.Q:
    """That `user` is an L&D lead or administrator; asked inside the statement."""
    return models.Q(models.Exists(RoleGrant.objects.filter(user_id=user.pk, role__in=(Role.LD_LEAD, Role.ADMIN))))


def _rituals_led_by(user: User) -> models.QuerySet[Ritual]:
    """Rituals of the functions whose peer learning `user` leads today."""
    led = LeadAssignment.objects.on(local_day(timezone.now())).filter(user_id=user.pk)
    return Ritual.objects.filter(function__in=led.values("function"))


def _teachings_of(user: User) -> models.QuerySet[Teaching]:
    """Where `user` teaches or is asked to; a "no" closes the door again."""
    return Teaching.objects.filter(user_id=user.pk).exclude(state=TeachingState.DECLINED)
