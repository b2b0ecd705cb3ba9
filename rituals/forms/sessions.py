"""What people type about a session; refusals say what to do instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.topics.forms import TopicsField
from rituals.enums import Suitability
from rituals.forms.consents import RecordingForm
from rituals.forms.rituals import MOST_PLACES, TITLE_LENGTH


class AbstractField(forms.CharField):
    """What people take away."""

    def __init__(self) -> None:
        super().__init__(
            label=_("What they will be able to do"),
            max_length=5000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class SuitabilityField(forms.ChoiceField):
    """What kind of topic it is; most of what colleagues teach is how to use a tool, so that stands there first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("What is it?"), choices=Suitability.choices, initial=Suitability.TOOL, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value or Suitability.TOOL)


class ExpertField(forms.BooleanField):
    """Whether the teacher agrees to wait for an expert."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Ask an expert to sign off"),
            help_text=_("Needed for foundations, compliance, safety, legal questions and security."),
            required=False,
            **kwargs,
        )


class ClaimForm(RecordingForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        validators=[validate_visible_text],
        help_text=_("A question people would type works well."),
    )
    abstract = AbstractField()
    topics = TopicsField()
    suitability = SuitabilityField()
    with_expert = ExpertField()
    field_order = ["title", "abstract", "topics", "suitability", "with_expert"]


class HeldForm(forms.Form):
    """Did it take place? `nobody` is the button that says no; the number counts only when people came."""

    headcount = forms.IntegerField(label=_("About how many came"), min_value=1, max_value=MOST_PLACES, required=False)
    nobody = forms.BooleanField(required=False)
