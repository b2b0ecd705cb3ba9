"""A short share, as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.models import Draft
from peerlearn.core.validators import validate_visible_text
from peerlearn.topics.forms import TopicsField

ENOUGH_WORDS = 200  # of a short share; more is not refused


class SnippetField(forms.CharField):
    """One thing to copy beside a short share."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Something to copy"),
            help_text=_("A prompt, a command, a check list: colleagues find it first."),
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class TilForm(forms.Form):
    """Two minutes: what I just learned."""

    title = forms.CharField(label=_("I just learned"), max_length=200, validators=[validate_visible_text])
    body = forms.CharField(
        label=_("How it works"),
        max_length=20_000,
        validators=[validate_visible_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    snippet = SnippetField()
    topics = TopicsField()

    @staticmethod
    def kept(draft: Draft) -> dict[str, Any]:
        """What somebody typed before."""
        return {"title": draft.title, "body": draft.body, "snippet": draft.snippet, "topics": draft.topics}
