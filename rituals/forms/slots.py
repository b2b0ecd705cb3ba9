"""What people type to ask a colleague, to answer, to prepare and to pass a slot on; refusals say what to do instead."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.people.models import User
from peerlearn.topics.forms import TopicsField
from rituals.enums import FirstStep
from rituals.forms.rituals import TITLE_LENGTH
from rituals.forms.sessions import ExpertField, SuitabilityField
from rituals.models import Session, Teaching
from rituals.models.session import SessionQuerySet

# A short share needs no slot, and five minutes are added on the page of a demo day.
IN_A_SLOT = (FirstStep.OWN_SLOT, FirstStep.CO_TEACHER, FirstStep.INTERVIEW)


class PersonField(forms.CharField):
    """A colleague by email address or full name, as the suggestions below the field fill it in."""

    def clean(self, value: Any) -> User | None:
        typed = super().clean(value)
        if not typed:
            return None
        people = User.objects.active()
        found = people.filter(email__iexact=typed).first()
        if found:
            return found
        named = list(people.filter(name__iexact=typed)[:2])
        if len(named) > 1:
            raise ValidationError(gettext("Several people have this name. Use the email address."))
        if not named:
            raise ValidationError(gettext("Nobody here has this name or address."))
        return named[0]


def names_offered() -> dict[str, Any]:
    """Attributes of a field that offers colleagues while somebody types, from the list `colleagues` of the page."""
    return {
        "autocomplete": "off",
        "list": "colleagues",
        "hx-get": reverse_lazy("rituals:colleagues"),
        "hx-trigger": "input changed delay:200ms",
        "hx-target": "#colleagues",
        "hx-swap": "outerHTML",
    }


class AskForm(forms.Form):
    person = PersonField(
        label=_("Whom do you ask?"),
        help_text=_("A name or an email address."),
        max_length=254,
        widget=forms.TextInput(attrs=names_offered()),
    )
    step = forms.ChoiceField(
        label=_("How"),
        choices=[(step.value, step.label) for step in IN_A_SLOT],
        initial=FirstStep.OWN_SLOT,
        help_text=_("Whoever never taught may choose a smaller step."),
    )
    note = forms.CharField(
        label=_("A line to the person"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    """The answer of somebody who was asked; `decline` is the button that says no, and then nothing else counts."""

    decline = forms.BooleanField(required=False)
    step = forms.ChoiceField(
        label=_("How"),
        choices=[(step.value, step.label) for step in IN_A_SLOT],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        required=False,
        validators=[validate_visible_text],
        help_text=_("You can say it later, too."),
    )
    suitability = SuitabilityField()
    with_expert = ExpertField()


class PreparationForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, validators=[validate_visible_text])
    abstract = forms.CharField(
        label=_("What they will be able to do"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topics = TopicsField()
    suitability = SuitabilityField()
    with_expert = ExpertField()
    run_sheet = forms.CharField(
        label=_("Run sheet"),
        max_length=10_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("What happens when. It is yours to change."),
    )

    @staticmethod
    def of(session: Session) -> dict[str, Any]:
        """What the form is filled in with."""
        return {
            "title": session.title,
            "abstract": session.abstract,
            "topics": ", ".join(topic.name for topic in session.topics.all()),
            "suitability": session.suitability,
            "run_sheet": session.run_sheet,
        }


class SwapForm(forms.Form):
    wanted = forms.ModelChoiceField(
        label=_("For which date?"), queryset=Teaching.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].queryset = choices  # type: ignore[attr-defined]
        self.fields["wanted"].label_from_instance = _teaching_in_words  # type: ignore[attr-defined]


class EncoreForm(forms.Form):
    slot = forms.ModelChoiceField(
        label=_("When"), queryset=Session.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, slots: SessionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]
        self.fields["slot"].label_from_instance = _slot_in_words  # type: ignore[attr-defined]


class SignOffForm(forms.Form):
    """An expert's answer; `refuse` is the button that says no, and then a reason is owed."""

    refuse = forms.BooleanField(required=False)
    note = forms.CharField(
        label=_("What to mind"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("refuse") and not cleaned.get("note"):
            self.add_error("note", gettext("Say why, so that the teacher can choose something else."))
        return cleaned


class ProposalForm(forms.Form):
    """A talk without a date: it takes the next open slot."""

    title = forms.CharField(
        label=_("What would you show?"), max_length=TITLE_LENGTH, validators=[validate_visible_text]
    )
    suitability = SuitabilityField()
    with_expert = ExpertField()


def _teaching_in_words(teaching: Teaching) -> str:
    words = {"day": _day(teaching.session), "name": teaching.user.name, "title": str(teaching.session)}
    return gettext("%(day)s: %(name)s, “%(title)s”") % words


def _slot_in_words(session: Session) -> str:
    return gettext("%(day)s, %(ritual)s") % {"day": _day(session), "ritual": session.ritual}


def _day(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "l j F, H:i")
