"""What a browser says of a recording before it sends it in pieces."""

from django import forms
from django.utils.translation import gettext_lazy as _

BEYOND = 2**53  # bytes; what a browser counts exactly


class UploadForm(forms.Form):
    filename = forms.CharField(label=_("Name of the file"), max_length=1000)
    size = forms.IntegerField(label=_("Bytes"), min_value=1, max_value=BEYOND)
