"""Topics as people type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import is_visible
from peerlearn.topics.models import NAME_LENGTH

MOST_TOPICS = 12


class TopicsField(forms.CharField):
    """Topics with commas between them, as a list of names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Topics"), help_text=_("With commas between them."), required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = [name.strip() for name in super().clean(value).split(",") if is_visible(name)]
        if len(names) > MOST_TOPICS:
            raise forms.ValidationError(_("At most %(limit)d topics."), params={"limit": MOST_TOPICS})
        if any(len(name) > NAME_LENGTH for name in names):
            raise forms.ValidationError(_("A topic may have at most 100 characters."))
        return names
