"""Making rituals and their dated sessions.

Sessions are materialised from the ritual's rule on a rolling horizon of 26 weeks. An occurrence is known by the instant
the rule gave it, so repeating this adds only what is missing and never touches a session that is there. Each ritual
remembers up to when its dates are made: the nightly pass expands only the rules that have a new one to give.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from peerlearn.people.models import Function, User
from rituals.enums import Audience, CapturePolicy, RitualKind
from rituals.models import Facilitation, Program, Ritual, Session, SkipDate
from rituals.recurrence import LONGEST_SPAN, Schedule, parse_rule, session_end
from rituals.selectors.days_off import DaysOff, days_off
from rituals.services.series_replies import grant_for
from rituals.services.slugs import free_slug

HORIZON = timedelta(weeks=26)
PAGES = {"new", "health"}  # addresses beside those of rituals
SLUG_LENGTH = 200
BATCH = 100  # rituals that are locked and filled in one transaction
NOT_DUE = {RitualKind.COACHING_CIRCLE, RitualKind.OFFICE_HOURS}


@transaction.atomic
def create_ritual(
    by: User,
    *,
    name: str,
    kind: str = RitualKind.BROWN_BAG,
    rrule: str,
    first_date: date,
    start_time: time,
    time_zone: str,
    duration_minutes: int,
    description: str = "",
    place: str = "",
    meeting_url: str = "",
    audience: str = Audience.OPEN,
    capacity: int | None = None,
    capture_policy: str = "",
    holiday_location: str = "",
    slot_minutes: int | None = None,
    skip: Mapping[date, str] | None = None,
    program: Program | None = None,
    function: Function | None = None,
    facilitators: Iterable[User] = (),
    now: datetime | None = None,
) -> Ritual:
    """Make a ritual with its sessions up to the horizon. Without `facilitators`, `by` runs it.

    `first_date` becomes the first day that fits the rule; `skip` names days on which it does not meet, with the reason.
    An empty `capture_policy` is the one of the form: nothing for circles and office hours, the standard else. Raises
    ValueError for a rule that is not offered or a first start that does not exist.
    """
    rule = parse_rule(rrule)
    first = Schedule(rule, first_date, start_time, ZoneInfo(time_zone)).first_start()
    ritual = Ritual.objects.create(
        name=name,
        slug=free_slug(Ritual, name, length=SLUG_LENGTH, pages=PAGES),
        kind=kind,
        rrule=str(rule),
        first_date=first.astimezone(ZoneInfo(time_zone)).date(),
        start_time=start_time,
        time_zone=time_zone,
        duration_minutes=duration_minutes,
        description=description,
        place=place,
        meeting_url=meeting_url,
        audience=audience,
        capacity=capacity,
        capture_policy=capture_policy or _usual_policy(kind),
        holiday_location=holiday_location,
        slot_minutes=slot_minutes if kind == RitualKind.OFFICE_HOURS else None,
        program=program,
        function=function,
        created_by=by,
    )
    SkipDate.objects.bulk_create([SkipDate(ritual=ritual, day=day, reason=why) for day, why in (skip or {}).items()])
    people = dict.fromkeys(facilitators) or {by: None}
    Facilitation.objects.bulk_create([Facilitation(ritual=ritual, user=user) for user in people])
    materialise(ritual, now=now or timezone.now())
    return ritual


def materialise(ritual: Ritual, *, now: datetime) -> int:
    """Add the ritual's missing sessions from `now` to the horizon; returns how many."""
    return _materialise([ritual.pk], now=now, horizon=HORIZON)


def materialise_all(*, now: datetime, horizon: timedelta = HORIZON) -> int:
    """Add the missing sessions of every ritual that still meets; returns how many."""
    unmade = Q(made_until=None) | Q(made_until__lt=now + horizon)
    keys = list(Ritual.objects.running().exclude(rrule="").filter(unmade).values_list("pk", flat=True).order_by("pk"))
    batches = (keys[first : first + BATCH] for first in range(0, len(keys), BATCH))
    return sum(_materialise(batch, now=now, horizon=horizon) for batch in batches)


def schedule_of(ritual: Ritual, off: DaysOff | None = None) -> Schedule:
    """The ritual's rule with its local start, zone and days off. Raises ValueError when it meets by no rule.

    With many rituals, read the days off once and hand them in.
    """
    if not ritual.rrule or ritual.first_date is None or ritual.start_time is None:
        raise ValueError(f"{ritual} meets by no rule")
    skipped = (off or days_off()).of(ritual)
    zone = ZoneInfo(ritual.time_zone)
    return Schedule(parse_rule(ritual.rrule), ritual.first_date, ritual.start_time, zone, skipped)


@transaction.atomic
def _materialise(keys: Collection[int], *, now: datetime, horizon: timedelta) -> int:
    # Under lock, so that no dates of a rule are added that somebody is replacing at this moment.
    rituals = list(
        Ritual.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").prefetch_related("skip_dates")
    )
    known = set(
        Session.objects.filter(ritual__in=rituals, recurrence_id__gte=now).values_list("ritual_id", "recurrence_id")
    )
    off = days_off()
    missing = []
    for ritual in rituals:
        schedule = schedule_of(ritual, off)
        starts = schedule.between(now, now + horizon)
        missing += [_occurrence(ritual, start) for start in starts if (ritual.pk, start) not in known]
        ritual.made_until = schedule.first_from(now + horizon) or now + horizon + LONGEST_SPAN
    # Two runs at once find the same gaps: the constraint on (ritual, recurrence_id) lets each be filled once.
    Session.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1000)
    Ritual.objects.bulk_update(rituals, ["made_until"])
    grant_for(missing, now=now)
    return len(missing)


def _occurrence(ritual: Ritual, start: datetime) -> Session:
    return Session(
        ritual=ritual,
        kind=ritual.kind,
        starts_at=start,
        ends_at=session_end(ritual.kind, start, ritual.duration_minutes, ZoneInfo(ritual.time_zone)),
        recurrence_id=start,
        series_uid=ritual.uid,
        time_zone=ritual.time_zone,
        place=ritual.place,
        meeting_url=ritual.meeting_url,
        audience=ritual.audience,
        capacity=ritual.capacity,
        capture_policy=ritual.capture_policy,
    )


def _usual_policy(kind: str) -> str:
    if kind == RitualKind.WORKING_OUT_LOUD:  # what is written there is its capture
        return CapturePolicy.NOTES_ONLY
    return CapturePolicy.NONE if kind in NOT_DUE else CapturePolicy.STANDARD
