"""A line that somebody writes while a session goes on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text


class LiveNoteForm(forms.Form):
    text = forms.CharField(
        label=_("A line for everybody's notes"),
        help_text=_("A link, a prompt, a thought. Markdown works."),
        max_length=2000,
        validators=[validate_visible_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
