"""Putting one line of a transcript right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text

LONGEST = 2_000


class CorrectionForm(forms.Form):
    """`former` is how the line read when the form was made, so that nobody overwrites somebody else."""

    former = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    text = forms.CharField(
        label=_("What was said"),
        max_length=LONGEST,
        validators=[validate_visible_text],
        widget=forms.Textarea(attrs={"rows": 4, "data-focus": ""}),
    )

    def clean_text(self) -> str:
        """One line, whatever was typed."""
        return " ".join(self.cleaned_data["text"].split())
