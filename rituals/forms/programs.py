"""What people type about a program: what it spreads, from which share to which, among whom, and what stays formal."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.core.windows import local_day
from peerlearn.people.models import Function
from rituals.enums import NEEDS_REVIEW, Suitability
from rituals.forms.people import PeopleField, PersonField
from rituals.models import Program
from rituals.services.programs import ProgramFacts

MOST_REVIEWERS = 10
FIRST_YEAR, LAST_YEAR = 2000, 2100


class ShareField(forms.DecimalField):
    """A percentage as people write it; a valid one is a share from 0 to 1."""

    def __init__(self, *, least: int, places: int, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=100, max_digits=4, decimal_places=places, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value * 100:.1f}".removesuffix(".0") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        return None if typed is None else typed / 100


class DateField(forms.DateField):
    """A day within living memory."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
            words = gettext("Choose a year from %(first)d to %(last)d.")
            raise forms.ValidationError(words % {"first": FIRST_YEAR, "last": LAST_YEAR})


class ProgramForm(forms.Form):
    """A program as it shall be. Once valid, `facts`, and functions and reviewers in `cleaned_data`."""

    name = forms.CharField(label=_("Name"), max_length=200, validators=[validate_visible_text])
    tool = forms.CharField(
        label=_("Tool or skill"), max_length=100, required=False, help_text=_("What people will use, in a few words.")
    )
    goal = forms.CharField(
        label=_("What for"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    target_share = ShareField(label=_("Should use it (%)"), least=1, places=0)
    target_on = DateField(label=_("By when"), required=False)
    baseline_share = ShareField(
        label=_("Use it already (%)"),
        least=0,
        places=1,
        help_text=_("Measured before the first session. Empty: no baseline was measured, and every chart says so."),
    )
    baseline_on = DateField(label=_("Measured on"), required=False)
    starts_on = DateField(label=_("Start"))
    ends_on = DateField(label=_("End"), required=False)
    sponsor = PersonField(
        label=_("Sponsor"), required=False, help_text=_("Who stands for it: a name or an email address.")
    )
    functions = forms.ModelMultipleChoiceField(
        Function.objects.order_by("name"),
        label=_("For whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means everybody. Functions below a chosen one belong to it."),
    )
    suitability = forms.ChoiceField(
        label=_("What kind of topic is it?"),
        choices=[("", _("mixed, or not decided yet")), *Suitability.choices],
        required=False,
    )
    formal_parts = forms.CharField(
        label=_("What stays formal training"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where a wrong answer is dangerous, and where to learn it instead."),
    )
    reviewers = PeopleField(
        label=_("Experts who sign off"),
        most=MOST_REVIEWERS,
        help_text=_("One a line, a name or an email address. They decide where a topic has no expert of its own."),
    )

    @staticmethod
    def of(program: Program) -> dict[str, Any]:
        """What a form about `program` is filled in with."""
        kept: dict[str, Any] = {field.name: getattr(program, field.name) for field in fields(ProgramFacts)}
        return kept | {
            "sponsor": program.sponsor.email if program.sponsor else "",
            "functions": list(program.functions.all()),
            "reviewers": list(program.reviewers.by_name()),
        }

    @property
    def facts(self) -> ProgramFacts:
        return ProgramFacts(**{field.name: self.cleaned_data[field.name] for field in fields(ProgramFacts)})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_before_the_start(cleaned)
        self._refuse_half_a_baseline(cleaned)
        if cleaned.get("suitability") in NEEDS_REVIEW and not cleaned.get("reviewers") and "reviewers" in cleaned:
            words = gettext("Where a wrong answer is dangerous, name at least one expert who signs off.")
            self.add_error("reviewers", words)
        return cleaned

    def _refuse_before_the_start(self, cleaned: dict[str, Any]) -> None:
        starts_on = cleaned.get("starts_on")
        for name in ("ends_on", "target_on"):
            day = cleaned.get(name)
            if starts_on and day and day < starts_on:
                self.add_error(name, gettext("Choose a day that is not before the start."))

    def _refuse_half_a_baseline(self, cleaned: dict[str, Any]) -> None:
        share, day = cleaned.get("baseline_share"), cleaned.get("baseline_on")
        today = local_day(timezone.now())
        if share is not None and day is None and "baseline_on" in cleaned:
            self.add_error("baseline_on", gettext("Say when that was measured."))
        if day and share is None and "baseline_share" in cleaned:
            self.add_error("baseline_share", gettext("Say what was measured on that day."))
        if day and day > today:
            words = gettext("Choose a day that is over, at the latest today (%(today)s).")
            self.add_error("baseline_on", words % {"today": date_format(today)})
