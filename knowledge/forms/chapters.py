"""A chapter as somebody types it: its title, and where it begins as the player shows it."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text

_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


class TimeInRecordingField(forms.CharField):
    """A time such as 7:32 or 1:02:03, as seconds."""

    default_error_messages = {"invalid": _("A time such as 7:32 or 1:02:03.")}

    def clean(self, value: str) -> float:
        match = _TIME.fullmatch(super().clean(value).strip())
        if match is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return float(hours * 3600 + minutes * 60 + seconds)


class ChapterTitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, validators=[validate_visible_text])


class ChapterForm(ChapterTitleForm):
    starts = TimeInRecordingField(label=_("Begins at"), max_length=8)
