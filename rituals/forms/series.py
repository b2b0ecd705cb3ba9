"""What people type to change a ritual with its dates to come."""

from collections.abc import Iterable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rituals.enums import CapturePolicy, RitualKind
from rituals.forms.rituals import MONTHLY, ForumForm, holiday_choices
from rituals.models import Ritual, Session
from rituals.models.program import ProgramQuerySet
from rituals.recurrence import Rule, Schedule, parse_rule
from rituals.services.series_changes import DETAILS, SeriesChange, new_schedule

ALL = "all"  # what changes: every date to come; else the key of the date from which on
WORDS = ("name", "description", "program", "holiday_location", "slot_minutes")


class SeriesForm(ForumForm):
    """A ritual as it shall be. Once valid, `change` says what is asked for."""

    first_date = None  # type: ignore[assignment]
    capture_policy = forms.ChoiceField(label=_("What is kept"), choices=CapturePolicy.choices)
    since = forms.ChoiceField(label=_("What changes"))
    move_touched = forms.BooleanField(
        label=_("Dates with a teacher or replies move along; whoever is coming is told"), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        ritual: Ritual,
        ahead: Iterable[Session],
        programs: ProgramQuerySet,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, programs=programs, initial=_now_in(ritual) | (initial or {}))
        self.ritual = ritual
        self.ahead = {str(session.pk): session for session in ahead}
        later = [(key, _from_day(session, ritual)) for key, session in self.ahead.items()]
        cast(forms.ChoiceField, self.fields["since"]).choices = [
            (ALL, gettext("Every date that is still to come")),
            *later,
        ]
        if ritual.kind != RitualKind.OFFICE_HOURS:
            del self.fields["slot_minutes"]
        own = ritual.holiday_location
        if own and own not in dict(holiday_choices()):
            place = cast(forms.ChoiceField, self.fields["holiday_location"])
            place.choices = [*holiday_choices(), (own, own)]

    def schedule(self, rule: Rule, cleaned: dict[str, Any]) -> Schedule:
        """The new rule, whose next date must be one that clocks show."""
        now = timezone.now()
        self.change = SeriesChange(
            rule=rule,
            start_time=cleaned["start_time"],
            zone=ZoneInfo(cleaned["time_zone"]),
            duration_minutes=cleaned["duration_minutes"],
            details={name: cleaned[name] for name in DETAILS},
            words={name: cleaned[name] for name in WORDS if name in cleaned},
            since=self.ahead.get(cleaned["since"]),
            move_touched=cleaned["move_touched"],
        )
        schedule = new_schedule(self.ritual, self.change, now=now)
        schedule.first_start(now)
        return schedule

    def clean_slot_minutes(self) -> int:
        return self.cleaned_data["slot_minutes"] or 20


def _now_in(ritual: Ritual) -> dict[str, Any]:
    """What the ritual is now, as it stands in the form."""
    rule = parse_rule(ritual.rrule)
    rhythm = {
        "every": MONTHLY if rule.monthly else str(rule.interval),
        "weekdays": list(rule.weekdays),
        "position": rule.position or 1,
        "until": rule.until,
        "count": rule.count,
    }
    kept = ("start_time", "time_zone", "duration_minutes", *DETAILS, *WORDS)
    return rhythm | {name: getattr(ritual, name) for name in kept}


def _from_day(session: Session, ritual: Ritual) -> str:
    local = session.starts_at.astimezone(ZoneInfo(ritual.time_zone))
    return gettext("From %(day)s on; what is before stays") % {"day": date_format(local, "l j F Y")}
