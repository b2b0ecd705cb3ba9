"""A short share, as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from peerlearn.topics.forms import TopicsField


class TilForm(forms.Form):
    """Two minutes: what I just learned."""

    title = forms.CharField(label=_("I just learned"), max_length=200, validators=[validate_visible_text])
    body = forms.CharField(label=_("How it works"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    topics = TopicsField()
