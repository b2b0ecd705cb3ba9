"""What people type about coaching circles."""

from datetime import time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.people.models import User
from rituals.forms.rituals import TITLE_LENGTH, RhythmForm

SIGN_UP_FOR = timedelta(days=14)


class CircleRoundForm(RhythmForm):
    """A call for circles, with the rhythm all of them will have."""

    name = forms.CharField(label=_("Name"), max_length=TITLE_LENGTH, validators=[validate_visible_text])
    purpose = forms.CharField(
        label=_("What it is for"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    closes_on = forms.DateField(label=_("Sign up until"), widget=forms.DateInput(attrs={"type": "date"}))
    duration_minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=180)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        closes_on, schedule = cleaned.get("closes_on"), cleaned.get("schedule")
        if closes_on and schedule and not timezone.localdate() <= closes_on < schedule.first_date:
            self.add_error(
                "closes_on", ValidationError(gettext("Choose a date from today until before the first date."))
            )
        return cleaned

    @staticmethod
    def usual(user: User) -> dict[str, Any]:
        """What a new call is filled in with: two weeks to sign up, then an hour every second week."""
        closes_on = timezone.localdate() + SIGN_UP_FOR
        first = closes_on + timedelta(days=3)
        return {
            "every": "2",
            "weekdays": [first.weekday()],
            "position": 1,
            "first_date": first,
            "start_time": time(15),
            "time_zone": user.time_zone,
            "duration_minutes": 60,
            "closes_on": closes_on,
        }


class SignUpForm(forms.Form):
    goal = forms.CharField(
        label=_("What you want to get better at"),
        max_length=300,
        required=False,
        help_text=_("Only your circle will see it."),
    )
