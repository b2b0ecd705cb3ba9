"""Which sessions the calendar shows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.topics.forms import OneTopicField, offer_topics
from peerlearn.topics.models import Topic
from rituals.enums import RitualKind


class CalendarFilterForm(forms.Form):
    """Nothing is required: an answer that cannot be read is left out of `cleaned_data`, and so filters nothing."""

    show = forms.ChoiceField(
        label=_("Sessions"), choices=[("", _("All")), ("mine", _("Those I go to or teach"))], required=False
    )
    kind = forms.ChoiceField(label=_("Form"), choices=[("", _("All")), *RitualKind.choices], required=False)
    topic = OneTopicField(label=_("Topic"), required=False)

    def __init__(self, *arguments: Any, topics: Iterable[Topic], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_topics(self, "topic", topics, none=str(_("All")))

    def answers(self) -> dict[str, str]:
        """The readable answers as the address writes them."""
        self.is_valid()
        texts = {name: getattr(answer, "slug", answer) for name, answer in self.cleaned_data.items()}
        return {name: text for name, text in texts.items() if text}
