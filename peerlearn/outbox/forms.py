"""What people type about messages: their own choices, and channels to post to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.outbox.models import Webhook
from peerlearn.outbox.selectors.preferences import Choice
from peerlearn.outbox.validators import validate_webhook_url


class PreferencesForm(forms.Form):
    """The choices that hold for a person, under the names of their kinds."""

    def __init__(self, *arguments: Any, choices: list[Choice], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for choice in choices:
            self.fields[choice.kind] = forms.BooleanField(label=choice.label, initial=choice.wanted, required=False)

    def changes(self) -> dict[str, bool]:
        """What the person changed; needs a valid form."""
        return {kind: self.cleaned_data[kind] for kind in self.changed_data}


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
