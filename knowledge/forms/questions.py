"""Asking below an article, answering there, and saying that it is outdated."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text

LONGEST = 2000  # characters of a question or an answer
LONGEST_NOTE = 500


class QuestionForm(forms.Form):
    """`seconds` is where in the recording the question stands, if somewhere."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        validators=[validate_visible_text],
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    seconds = forms.FloatField(required=False, min_value=0, max_value=7 * 24 * 3600, widget=forms.HiddenInput())


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        validators=[validate_visible_text],
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


class OutdatedForm(forms.Form):
    note = forms.CharField(label=_("What has changed"), max_length=LONGEST_NOTE, required=False)
