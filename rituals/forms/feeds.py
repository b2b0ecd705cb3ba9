"""What a person's own calendar feed is to hold."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.topics.forms import OneTopicField, offer_topics
from peerlearn.topics.models import Topic
from rituals.enums import FeedChoice


class FeedForm(forms.Form):
    """Without an answer the feed holds the person's own sessions."""

    show = forms.ChoiceField(
        label=_("Which sessions"),
        choices=FeedChoice,
        initial=FeedChoice.MINE,
        required=False,
        widget=forms.RadioSelect,
    )
    topic = OneTopicField(label=_("Topic"), required=False)
    alarm = forms.BooleanField(label=_("Remind me 15 minutes before each"), required=False)

    def __init__(self, *arguments: Any, topics: Iterable[Topic], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_topics(self, "topic", topics, none="–")

    def clean(self) -> dict[str, Any]:
        """A feed of one topic needs that topic."""
        cleaned = super().clean() or {}
        if cleaned.get("show") == FeedChoice.TOPIC and not cleaned.get("topic"):
            self.add_error("topic", _("Choose a topic."))
        return cleaned

    def query(self) -> dict[str, str]:
        """What stands behind the secret address; needs a valid form."""
        show, topic = self.cleaned_data["show"], self.cleaned_data["topic"]
        alarm = {"alarm": "1"} if self.cleaned_data["alarm"] else {}
        if show == FeedChoice.TOPIC:
            return {"topic": topic.slug} | alarm
        return ({"show": show} if show == FeedChoice.ALL else {}) | alarm
