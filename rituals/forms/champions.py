"""What people type about champions: a question to everybody, the names they answer, the term they sign."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.forms import offer
from peerlearn.core.validators import validate_visible_text
from peerlearn.core.windows import local_day
from peerlearn.people.models import User
from rituals.forms.people import PersonField
from rituals.forms.slots import SlotField
from rituals.models import Program
from rituals.models.session import SessionQuerySet
from rituals.services.champions import TERM_MONTHS

TERMS = [(3, _("three months")), (6, _("six months")), (12, _("a year"))]


class CallForm(forms.Form):
    subject = forms.CharField(
        label=_("When you are stuck with …"),
        max_length=100,
        validators=[validate_visible_text],
        help_text=_("A tool or a skill, in one or two words."),
    )
    program = forms.ModelChoiceField(
        label=_("Program"), queryset=Program.objects.order_by("name"), required=False, empty_label=_("None")
    )
    opens_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens_on, closes_on = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens_on and opens_on < local_day(timezone.now()):
            self.add_error("opens_on", gettext("Choose today or a later day."))
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", gettext("Choose a day that is not before the first one."))
        return cleaned


class NamesForm(forms.Form):
    """Up to three colleagues. Once valid, `people` holds them, each once."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        labels = {"first": _("Whom do you ask?"), "second": _("And whom else?"), "third": _("And whom besides?")}
        for name, label in labels.items():
            self.fields[name] = PersonField(
                label=label,
                required=name == "first",
                help_text=_("A name or an email address."),
            )

    @property
    def people(self) -> list[User]:
        return list(dict.fromkeys(person for person in self.cleaned_data.values() if person))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.by in cleaned.values():
            raise ValidationError(gettext("Name others, not yourself."))
        return cleaned


class CharterForm(forms.Form):
    months = forms.TypedChoiceField(label=_("For how long?"), choices=TERMS, coerce=int, initial=TERM_MONTHS)


class InterviewForm(forms.Form):
    slot = SlotField()

    def __init__(self, *args: Any, slots: SessionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "slot", slots)
