"""What people type about messages: their own choices, and channels to post to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.outbox.models import ReadingHours, Webhook
from peerlearn.outbox.selectors.preferences import Choice, grouped
from peerlearn.outbox.validators import validate_webhook_url


class PreferencesForm(forms.Form):
    """The ways that hold for a person, under the names of their kinds."""

    def __init__(self, *arguments: Any, choices: list[Choice], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.choices = choices
        for choice in choices:
            self.fields[choice.kind] = forms.ChoiceField(
                label=choice.label,
                choices=[(way.value, way.label) for way in choice.ways],
                initial=choice.way.value,
                widget=forms.RadioSelect,
                required=False,
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under the part of the product they come from."""
        return [(title, [self[choice.kind] for choice in found]) for title, found in grouped(self.choices)]

    def changes(self) -> dict[str, str]:
        """What the person changed; needs a valid form."""
        return {kind: way for kind in self.changed_data if (way := self.cleaned_data[kind])}


class ReadingHoursForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no argument at run time
    class Meta:
        model = ReadingHours
        fields = ["quiet_from", "quiet_until", "digest_weekday"]
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "quiet_until": _("What can wait comes then. The same time twice: no quiet hours."),
            "digest_weekday": _("At 8:00, when there is something to tell."),
        }


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no argument at run time
    class Meta:
        model = Webhook
        fields = ["name", "channel", "url"]
        widgets = {"url": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})}
        help_texts = {
            "name": _("As it is called there, such as #learning."),
            "url": _("Slack: Incoming Webhooks. Teams: Workflows, “when a Teams webhook request is received”."),
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        validate_visible_text(name)
        return name

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if channel := self.cleaned_data.get("channel"):
            validate_webhook_url(url, channel)
        return url
