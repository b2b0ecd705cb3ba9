"""The one line of thanks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from recognition.enums import Openness
from recognition.models import Kudos


class ThanksForm(forms.ModelForm):
    class Meta:
        model = Kudos
        fields = ("text", "openness")
        labels = {"text": _("What did it help you do?")}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    openness = forms.ChoiceField(
        label=_("Who reads it"), choices=Openness.choices, initial=Openness.PUBLIC, widget=forms.RadioSelect
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        validate_visible_text(text)
        return text
