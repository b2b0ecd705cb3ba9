"""What a person's own calendar feed is to hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.forms import offer
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.enums import FeedChoice
from rituals.selectors.calendar import topics_of_sessions


class FeedForm(forms.Form):
    """Without an answer the feed holds the person's own sessions."""

    show = forms.ChoiceField(
        label=_("Which sessions"),
        choices=FeedChoice,
        initial=FeedChoice.MINE,
        required=False,
        widget=forms.RadioSelect,
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), to_field_name="slug", required=False, empty_label="–"
    )

    alarm = forms.BooleanField(label=_("Remind me 15 minutes before each"), required=False)

    def __init__(self, *arguments: Any, user: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "topic", topics_of_sessions(user))

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
