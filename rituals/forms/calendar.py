"""Which sessions the calendar shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.topics.models import Topic
from rituals.enums import RitualKind


class CalendarFilterForm(forms.Form):
    """Nothing is required: an answer that cannot be read is left out of `cleaned_data`, and so filters nothing."""

    show = forms.ChoiceField(
        label=_("Sessions"), choices=[("", _("All")), ("mine", _("Those I go to or teach"))], required=False
    )
    kind = forms.ChoiceField(label=_("Form"), choices=[("", _("All")), *RitualKind.choices], required=False)
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.by_name(),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )

    def answers(self) -> dict[str, str]:
        """The readable answers as the address writes them."""
        self.is_valid()
        texts = {name: getattr(answer, "slug", answer) for name, answer in self.cleaned_data.items()}
        return {name: text for name, text in texts.items() if text}
