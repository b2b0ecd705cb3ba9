"""What a teacher chooses about the recording, in one line with what most choose filled in."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rituals.models import RecordingConsent
from rituals.services.consents import RecordingTerms

FOR_ALL, FOR_MEMBERS, NOT = "yes", "members", "no"
CHOICES = [
    (FOR_ALL, _("Yes, for everybody who may come")),
    (FOR_MEMBERS, _("Yes, for members of the ritual only")),
    (NOT, _("No, notes only")),
]
MONTHS = (3, 6, 12, 24)


def _for_months(count: int) -> str:
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


for_months = lazy(_for_months, str)
KEPT = [("", _("without end")), *((str(months), for_months(months)) for months in MONTHS)]


class RecordingForm(forms.Form):
    """Once valid, `cleaned_data["recording"]` holds the terms, or None where the question was not asked."""

    recording = forms.ChoiceField(label=_("May it be recorded?"), choices=CHOICES, initial=FOR_ALL, required=False)
    keep_months = forms.TypedChoiceField(
        label=_("Kept for"), choices=KEPT, coerce=int, empty_value=None, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said, months = cleaned.pop("recording", ""), cleaned.pop("keep_months", None)
        return cleaned | {"recording": _terms(said, months) if said else None}

    @staticmethod
    def of(consent: RecordingConsent | None, *, withdrawn: bool = True) -> dict[str, Any]:
        """What the form is filled in with; as before it was `withdrawn`, where that does not count."""
        if consent is None:
            return {}
        refused = not consent.allowed or (withdrawn and consent.withdrawn_at is not None)
        said = NOT if refused else FOR_MEMBERS if consent.members_only else FOR_ALL
        return {"recording": said, "keep_months": consent.keep_months or ""}


def _terms(said: str, months: int | None) -> RecordingTerms:
    return RecordingTerms(
        allowed=said != NOT, members_only=said == FOR_MEMBERS, keep_months=None if said == NOT else months
    )
