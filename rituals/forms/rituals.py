"""What people type about a ritual; refusals say what to do instead."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.forms import offer
from peerlearn.core.validators import validate_visible_text
from peerlearn.people.models import User
from rituals.enums import Audience, CapturePolicy, RitualKind
from rituals.forms.days import days_in, refuse_out_of_reach
from rituals.forms.kinds import usual_for
from rituals.forms.people import ColleagueField
from rituals.models import Holiday, Program
from rituals.models.program import ProgramQuerySet
from rituals.recurrence import MOST_WEEKS, Rule, Schedule, parse_rule
from rituals.validators import validate_meeting_link, validate_time_zone

MONTHLY = "month"
MOST_PLACES = 10_000
TITLE_LENGTH = 200
POSITIONS = [
    (1, _("the first")),
    (2, _("the second")),
    (3, _("the third")),
    (4, _("the fourth")),
    (-1, _("the last")),
]


def _every(weeks: int) -> str:
    words = {1: gettext("Every week"), 2: gettext("Every second week")}
    return words.get(weeks) or ngettext("Every %(count)d week", "Every %(count)d weeks", weeks) % {"count": weeks}


every_weeks = lazy(_every, str)


def holiday_choices() -> list[tuple[str, str]]:
    """Nowhere, or one of the places whose holidays are kept."""
    kept = Holiday.objects.order_by("location").values_list("location", flat=True).distinct()
    return [("", gettext("nowhere")), *((location, location) for location in kept)]


class MeetingLinkField(forms.URLField):
    """A link people click, with how to get one that brings no second calendar series along."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Meeting link"),
            max_length=500,
            required=False,
            assume_scheme="https",
            validators=[validate_meeting_link],
            help_text=_(
                "In your meeting tool, make one meeting without dates (“no fixed time” or “meet later”), so that "
                "nobody gets a second calendar series. Switch on recording and transcript there, and paste its link."
            ),
            **kwargs,
        )


class RhythmForm(forms.Form):
    """When a ritual meets. Once valid, `cleaned_data["schedule"]` holds it, its first start checked."""

    every = forms.ChoiceField(
        label=_("How often"),
        choices=[
            *((str(weeks), every_weeks(weeks)) for weeks in range(1, MOST_WEEKS + 1)),
            (MONTHLY, _("Every month")),
        ],
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    position = forms.TypedChoiceField(
        label=_("Which one in the month"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=POSITIONS,
    )
    first_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    start_time = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, validators=[validate_time_zone])
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    count = forms.IntegerField(label=_("How many dates"), min_value=1, required=False)

    def clean_first_date(self) -> date:
        day: date = self.cleaned_data["first_date"]
        refuse_out_of_reach(day, timezone.localdate())
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["schedule"] = self.schedule(self._rule(cleaned), cleaned)
            except ValueError as refusal:
                raise ValidationError(str(refusal)) from None
        return cleaned

    def schedule(self, rule: Rule, cleaned: dict[str, Any]) -> Schedule:
        """The rule from its first day on. Raises ValueError when it cannot begin there."""
        schedule = Schedule(rule, cleaned["first_date"], cleaned["start_time"], ZoneInfo(cleaned["time_zone"]))
        schedule.first_start()
        return schedule

    def _rule(self, cleaned: dict[str, Any]) -> Rule:
        monthly = cleaned["every"] == MONTHLY
        rule = Rule(
            weekdays=tuple(sorted(cleaned["weekdays"])),
            interval=1 if monthly else int(cleaned["every"]),
            position=(cleaned["position"] or 1) if monthly else None,
            until=cleaned["until"],
            count=cleaned["count"],
        )
        return parse_rule(str(rule))


class ForumForm(RhythmForm):
    """What a ritual is besides its rhythm."""

    name = forms.CharField(label=_("Name of the ritual"), max_length=TITLE_LENGTH, validators=[validate_visible_text])
    duration_minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720)
    place = forms.CharField(label=_("Room"), max_length=200, required=False)
    meeting_url = MeetingLinkField()
    description = forms.CharField(
        label=_("What it is for"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    program = forms.ModelChoiceField(
        Program.objects.none(),
        label=_("Program"),
        required=False,
        empty_label=_("None"),
        help_text=_("Those that you may change. Its figures count this ritual from then on."),
    )
    audience = forms.ChoiceField(label=_("Who may come"), choices=Audience.choices)
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=MOST_PLACES, required=False)
    holiday_location = forms.ChoiceField(
        label=_("Holidays of"),
        choices=holiday_choices,
        required=False,
        help_text=_("Dates that are holidays there are skipped."),
    )
    slot_minutes = forms.IntegerField(
        label=_("Minutes of a bookable slot"),
        min_value=15,
        max_value=25,
        required=False,
        help_text=_("Colleagues book one such slot each. Empty means 20."),
    )

    def __init__(self, *args: Any, programs: ProgramQuerySet, **kwargs: Any) -> None:
        """`programs` are those that the ritual may join, and the one it is in."""
        super().__init__(*args, **kwargs)
        offer(self, "program", programs)


class RitualForm(ForumForm):
    """A new ritual on one screen; all but the name is filled in with what most choose."""

    kind = forms.ChoiceField(label=_("Form"), choices=RitualKind.choices)
    skip = forms.CharField(
        label=_("Dates to skip"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, with a reason if you like: 2026-12-24, Christmas Eve"),
    )
    co_facilitator = ColleagueField(
        label=_("Who runs it with you"), required=False, help_text=_("An email address. Two people are advised.")
    )
    capture_policy = forms.ChoiceField(
        label=_("What is kept"),
        choices=[("", _("what is usual for this form")), *CapturePolicy.choices],
        required=False,
    )

    def clean_skip(self) -> dict[date, str]:
        return days_in(self.cleaned_data["skip"])

    @staticmethod
    def usual(user: User, kind: str = RitualKind.BROWN_BAG) -> dict[str, Any]:
        """What a new form is filled in with: the same weekday next week, in the person's own zone."""
        day = timezone.localdate() + timedelta(days=7)
        when = {
            "weekdays": [day.weekday()],
            "position": 1,
            "first_date": day,
            "start_time": time(14),
            "time_zone": user.time_zone,
        }
        return when | {"kind": kind} | usual_for(kind)
