"""What holds the program back, from live facts of the last eight weeks.

Cadence: at least one weekly or biweekly ritual that held 75 % of its planned dates. Capture: a rate of 0.8.
Recognition: half of the active teachers were thanked in 60 days. Leads: every function of 20 people has one. The tier
says how cost-effective such a program typically is; the diagnosis names the first thing missing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F, Q

from metrics.models import Span
from metrics.selectors.facts import Frame, facts_of
from peerlearn.core.windows import Window, local_day, local_midnight
from peerlearn.people.models import LeadAssignment, User
from recognition.selectors.kudos import counted_kudos
from rituals.enums import SessionStatus, TeachingState
from rituals.models import Ritual, Session, Teaching

WEEKS = 8
THANKED_WITHIN = timedelta(days=60)
FACTS_NEEDED = timedelta(weeks=4)
HELD_SHARE = 0.75
CAPTURE_RATE = 0.8
THANKED_SHARE = 0.5
PEOPLE_WITH_A_LEAD = 20


class Tier(StrEnum):
    BEST_IN_CLASS = "best_in_class"
    AVERAGE = "average"
    CHANNELS_ONLY = "channels_only"
    NOT_ENOUGH_YET = "not_enough_yet"


class Finding(StrEnum):
    """The first of these that is missing, else healthy."""

    NO_RITUALS = "no_rituals"
    WEAK_CAPTURE = "weak_capture"
    NO_RECOGNITION = "no_recognition"
    NO_LEADS = "no_leads"
    HEALTHY = "healthy"


@dataclass(frozen=True)
class Diagnosis:
    """`enough` is whether sessions were held for four weeks; before, the tier is not given."""

    enough: bool
    cadence: bool
    capture: bool
    recognition: bool
    leads: bool

    @property
    def tier(self) -> Tier:
        if not self.enough:
            return Tier.NOT_ENOUGH_YET
        if not self.cadence:
            return Tier.CHANNELS_ONLY
        return Tier.BEST_IN_CLASS if self.capture and self.recognition else Tier.AVERAGE

    @property
    def finding(self) -> Finding:
        missing = {
            Finding.NO_RITUALS: not self.cadence,
            Finding.WEAK_CAPTURE: not self.capture,
            Finding.NO_RECOGNITION: not self.recognition,
            Finding.NO_LEADS: not self.leads,
        }
        return next((finding for finding, is_missing in missing.items() if is_missing), Finding.HEALTHY)


def diagnose(as_of: datetime) -> Diagnosis:
    """The organisation at `as_of`, over the eight weeks up to the last local midnight."""
    today = local_day(as_of)
    window = Window(local_midnight(today - timedelta(weeks=WEEKS)), local_midnight(today))
    rate = facts_of(Frame(Span.TRAILING, window, as_of)).capture_rate
    return Diagnosis(
        enough=Session.objects.held().filter(starts_at__lte=as_of - FACTS_NEEDED).exists(),
        cadence=_has_cadence(window),
        capture=rate is not None and rate >= CAPTURE_RATE,
        recognition=_is_recognised(window, as_of),
        leads=_has_leads(today),
    )


def _has_cadence(window: Window) -> bool:
    dates = Q(sessions__starts_at__gte=window.start, sessions__starts_at__lt=window.end)
    planned = dates & ~Q(sessions__status=SessionStatus.DRAFT)
    rituals = (
        Ritual.objects.running()
        .exclude(rrule="")
        .annotate(
            planned=Count("sessions", filter=planned),
            held=Count("sessions", filter=dates & Q(sessions__status=SessionStatus.HELD)),
        )
        .filter(held__gt=0, held__gte=F("planned") * HELD_SHARE)
    )
    return any(_is_frequent(rrule) for rrule in rituals.values_list("rrule", flat=True).distinct())


def _is_frequent(rrule: str) -> bool:
    """Whether the rule repeats weekly or every second week."""
    parts = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    return parts.get("FREQ") == "WEEKLY" and int(parts.get("INTERVAL", "1")) <= 2


def _is_recognised(window: Window, as_of: datetime) -> bool:
    sessions = Session.objects.held().in_window(window)
    teachers = Teaching.objects.filter(state=TeachingState.ACCEPTED, session__in=sessions)
    thanked = set(
        counted_kudos()
        .filter(given_at__gt=as_of - THANKED_WITHIN, given_at__lte=as_of)
        .values_list("receiver_id", flat=True)
    )
    active = set(teachers.values_list("user_id", flat=True))
    return bool(active) and len(active & thanked) >= THANKED_SHARE * len(active)


def _has_leads(today: date) -> bool:
    led = LeadAssignment.objects.on(today).values("function_id")
    large = (
        User.objects.employed_on(today)
        .filter(function__isnull=False)
        .values("function_id")
        .annotate(headcount=Count("pk"))
        .filter(headcount__gte=PEOPLE_WITH_A_LEAD)
    )
    return not large.exclude(function_id__in=led).exists()
