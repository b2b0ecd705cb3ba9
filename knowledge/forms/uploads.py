"""What a browser says of a recording before it sends it in pieces."""

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.enums import Origin

BEYOND = 2**53  # bytes; what a browser counts exactly


class UploadForm(forms.Form):
    filename = forms.CharField(label=_("Name of the file"), max_length=1000)
    size = forms.IntegerField(label=_("Bytes"), min_value=1, max_value=BEYOND)
    retold = forms.BooleanField(label=_("Told into the microphone"), required=False)

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        cleaned["origin"] = Origin.RETOLD if cleaned.pop("retold", False) else Origin.UPLOADED
        return cleaned
