"""What people type to ask a colleague, to answer, to prepare and to pass a slot on; refusals say what to do instead."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.forms import offer
from peerlearn.core.validators import validate_visible_text
from peerlearn.topics.forms import TopicsField
from rituals.enums import FirstStep
from rituals.forms.consents import RecordingForm
from rituals.forms.people import PersonField
from rituals.forms.rituals import TITLE_LENGTH
from rituals.forms.sessions import AbstractField, ExpertField, SuitabilityField
from rituals.models import Session, Teaching
from rituals.models.session import SessionQuerySet

# A short share needs no slot, and five minutes are added on the page of a demo day.
IN_A_SLOT = (FirstStep.OWN_SLOT, FirstStep.CO_TEACHER, FirstStep.INTERVIEW)


class SlotField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes no argument at run time
    """An open slot, shown by its day and time where the reader is, and its ritual; the form offers them."""

    def __init__(self) -> None:
        super().__init__(Session.objects.none(), label=_("When"), widget=forms.RadioSelect, empty_label=None)

    def label_from_instance(self, obj: Session) -> str:
        return gettext("%(day)s, %(ritual)s") % {"day": _day(obj), "ritual": obj.ritual} if obj.ritual else _day(obj)


class DateOfTeacherField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes no argument at run time
    """A date that a colleague teaches, shown by its day, its teacher and its title; the form offers them."""

    def __init__(self) -> None:
        super().__init__(
            Teaching.objects.none(), label=_("For which date?"), widget=forms.RadioSelect, empty_label=None
        )

    def label_from_instance(self, obj: Teaching) -> str:
        words = {"day": _day(obj.session), "name": obj.user.name, "title": str(obj.session)}
        return gettext("%(day)s: %(name)s, “%(title)s”") % words


class AskForm(forms.Form):
    person = PersonField(
        label=_("Whom do you ask?"),
        help_text=_("A name or an email address."),
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


class AnswerForm(RecordingForm):
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
    abstract = AbstractField()
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
    wanted = DateOfTeacherField()

    def __init__(self, *args: Any, choices: QuerySet[Teaching], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "wanted", choices)


class EncoreForm(RecordingForm):
    slot = SlotField()
    field_order = ["slot"]

    def __init__(self, *args: Any, slots: SessionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "slot", slots)


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


class ProposalForm(RecordingForm):
    """A talk without a date: it takes the next open slot."""

    title = forms.CharField(
        label=_("What would you show?"), max_length=TITLE_LENGTH, validators=[validate_visible_text]
    )
    suitability = SuitabilityField()
    with_expert = ExpertField()
    field_order = ["title", "suitability", "with_expert"]


def _day(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "l j F, H:i")
