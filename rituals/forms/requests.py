"""What people type about what they want to learn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.forms import offer
from peerlearn.core.validators import is_visible, validate_visible_text
from peerlearn.topics.forms import topics_input
from peerlearn.topics.models import NAME_LENGTH
from rituals.forms.rituals import TITLE_LENGTH
from rituals.forms.sessions import ClaimForm
from rituals.forms.slots import SlotField
from rituals.models import TopicRequest
from rituals.models.request import TopicRequestQuerySet
from rituals.models.session import SessionQuerySet


class RequestForm(forms.Form):
    title = forms.CharField(
        label=_("I want to learn …"),
        max_length=TITLE_LENGTH,
        validators=[validate_visible_text],
        help_text=_("As you would ask the colleague at the next desk."),
    )
    detail = forms.CharField(
        label=_("What it would help you do"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topic = forms.CharField(label=_("Topic"), max_length=NAME_LENGTH, required=False, widget=topics_input(one=True))

    def clean_topic(self) -> str:
        """Signs that nobody can see are no topic."""
        topic: str = self.cleaned_data["topic"]
        return topic if is_visible(topic) else ""


class MergeForm(forms.Form):
    """Which open request means the same as this one."""

    into = forms.ModelChoiceField(
        label=_("Means the same as"), queryset=TopicRequest.objects.none(), empty_label=_("Choose a request")
    )

    def __init__(self, *args: Any, duplicate: TopicRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "into", TopicRequest.objects.open().exclude(pk=duplicate.pk).order_by("title", "pk"))


class AnswersForm(forms.Form):
    """Which open requests a session answers; those it answers already stay in the choice."""

    requests = forms.ModelMultipleChoiceField(
        label=_("This session answers"),
        queryset=TopicRequest.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choice: TopicRequestQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "requests", choice)


class TeachForm(ClaimForm):
    """Somebody answers a request: which open slot they take, and what a slot asks for."""

    slot = SlotField()
    field_order = ["slot", *ClaimForm.field_order]

    def __init__(self, *args: Any, slots: SessionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "slot", slots)
