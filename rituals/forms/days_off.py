"""What people type about days on which rituals do not meet, and about who stands in for whom."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.people.models import User
from rituals.forms.days import NAME_LENGTH, days_in, refuse_out_of_reach
from rituals.forms.people import ColleagueField
from rituals.models import Program


class DayField(forms.DateField):
    """A day from today on, within two years."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            refuse_out_of_reach(value, timezone.localdate())


class SkipForm(forms.Form):
    """`confirmed` says that what somebody touched on that day may be cancelled."""

    day = DayField(label=_("Day"))
    reason = forms.CharField(label=_("Why"), max_length=NAME_LENGTH, required=False)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SpanForm(forms.Form):
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("Until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", gettext("The last day comes before the first."))
        return cleaned


class SubstituteForm(SpanForm):
    substitute = ColleagueField(label=_("Who runs it"), help_text=_("An email address."))
    field_order = ["substitute", "first_day", "last_day"]

    def __init__(self, *args: Any, away: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.away = away

    def clean_substitute(self) -> User:
        substitute: User = self.cleaned_data["substitute"]
        if substitute == self.away:
            raise ValidationError(gettext("Name somebody else: you are away."))
        return substitute


class PauseForm(SpanForm):
    program = forms.ModelChoiceField(
        Program.objects.order_by("name"), label=_("Program"), required=False, empty_label=_("All rituals")
    )
    reason = forms.CharField(label=_("Why"), max_length=NAME_LENGTH, validators=[validate_visible_text])
    field_order = ["reason", "first_day", "last_day", "program"]


class HolidaysForm(forms.Form):
    location = forms.CharField(
        label=_("Location"),
        max_length=NAME_LENGTH,
        validators=[validate_visible_text],
        help_text=_("In the words of the people's directory, such as Berlin."),
    )
    days = forms.CharField(
        label=_("Holidays"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, date and name: 2026-12-25, Christmas Day"),
    )

    def clean_days(self) -> dict[date, str]:
        return days_in(self.cleaned_data["days"], named=True)
