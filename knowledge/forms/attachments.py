"""A file beside an article, and a page elsewhere that it is linked with."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from rituals.validators import validate_meeting_link


class AttachmentForm(forms.Form):
    # An empty file is refused by its own words, with its name.
    file = forms.FileField(label=_("Add a file"), allow_empty_file=True)


class OtherPageForm(forms.Form):
    url = forms.CharField(
        label=_("Address of a page in your other wiki"),
        max_length=1000,
        validators=[URLValidator(schemes=["https"], message=_("Use an https address.")), validate_meeting_link],
        widget=forms.URLInput,
    )
    title = forms.CharField(label=_("Its title"), max_length=200, required=False)
