"""What people type in office hours and written rounds."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from rituals.models import Booking


class BookingForm(forms.Form):
    """A slot by the instant it begins, and what to work on."""

    starts_at = forms.ChoiceField(label=_("Slot"))
    question = forms.CharField(
        label=_("What you want to work on"),
        max_length=300,
        validators=[validate_visible_text],
        help_text=_("Only the one you book sees it."),
    )

    def __init__(self, data: object = None, *, free: list[tuple[str, str]], own: Booking | None = None) -> None:
        """`free` are the slots to choose from; the form is filled in with the `own` booking, which may be changed."""
        kept = {"starts_at": own.starts_at.isoformat(), "question": own.question} if own else {}
        super().__init__(data, initial=kept)  # type: ignore[arg-type]
        self.fields["starts_at"].choices = free  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["starts_at"])


class UpdateForm(forms.Form):
    text = forms.CharField(
        label=_("Your update"),
        max_length=4000,
        validators=[validate_visible_text],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you work on, what you found out, where you are stuck."),
    )
