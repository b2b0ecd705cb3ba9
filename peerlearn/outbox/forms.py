"""One check box for each kind of message."""

from typing import Any

from django import forms

from peerlearn.outbox.selectors.preferences import Choice


class PreferencesForm(forms.Form):
    """The choices that hold for a person, under the names of their kinds."""

    def __init__(self, *arguments: Any, choices: list[Choice], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for choice in choices:
            self.fields[choice.kind] = forms.BooleanField(label=choice.label, initial=choice.wanted, required=False)

    def changes(self) -> dict[str, bool]:
        """What the person changed; needs a valid form."""
        return {kind: self.cleaned_data[kind] for kind in self.changed_data}
