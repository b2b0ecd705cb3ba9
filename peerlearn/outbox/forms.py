"""What people type about messages: their own choices, and channels to post to."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.outbox.enums import Way
from peerlearn.outbox.models import ReadingHours, Webhook
from peerlearn.outbox.selectors.preferences import Choice, grouped
from peerlearn.outbox.validators import validate_webhook_url


class Radios(forms.RadioSelect):
    """Radio buttons in cells of a table: each says its row and its column to whoever does not see them."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def create_option(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*arguments, **options)
        option["attrs"]["aria-label"] = f"{self.label}: {option['label']}"
        return option


class PreferencesForm(forms.Form):
    """The ways that hold for a person, under the names of their kinds."""

    ways = tuple(Way)

    def __init__(self, *arguments: Any, choices: list[Choice], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.choices = choices
        for choice in choices:
            self.fields[choice.kind] = forms.ChoiceField(
                label=choice.label,
                choices=[(way.value, way.label) for way in choice.ways],
                initial=choice.way.value,
                widget=Radios(choice.label),
                required=False,
            )

    def groups(self) -> list[tuple[str, list[tuple[str, list[BoundWidget | None]]]]]:
        """Under the part of the product they come from: each label with a button for every way, None where it has none.

        The ways stand in the order of `Way`.
        """
        return [
            (title, [(choice.label, self._buttons(choice)) for choice in found])
            for title, found in grouped(self.choices)
        ]

    def _buttons(self, choice: Choice) -> list[BoundWidget | None]:
        buttons = {button.data["value"]: button for button in self[choice.kind].subwidgets}
        return [buttons.get(way.value) for way in Way]

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
