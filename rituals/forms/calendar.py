"""Which sessions the calendar shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.forms import offer
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.enums import RitualKind
from rituals.selectors.calendar import topics_of_sessions


class CalendarFilterForm(forms.Form):
    """Nothing is required: an answer that cannot be read is left out of `cleaned_data`, and so filters nothing."""

    show = forms.ChoiceField(
        label=_("Sessions"), choices=[("", _("All")), ("mine", _("Those I go to or teach"))], required=False
    )
    kind = forms.ChoiceField(label=_("Form"), choices=[("", _("All")), *RitualKind.choices], required=False)
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, *arguments: Any, user: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "topic", topics_of_sessions(user))

    def answers(self) -> dict[str, str]:
        """The readable answers as the address writes them."""
        self.is_valid()
        texts = {name: getattr(answer, "slug", answer) for name, answer in self.cleaned_data.items()}
        return {name: text for name, text in texts.items() if text}
