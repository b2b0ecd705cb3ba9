"""Topics as people type them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import is_visible
from peerlearn.people.models import User
from peerlearn.topics.models import NAME_LENGTH, Topic, topic_key
from peerlearn.topics.services.topics import topics_by_key

MOST_TOPICS = 12


def topics_input(*, one: bool = False) -> forms.TextInput:
    """Offers topics that exist while somebody types (static/js/offers.js): several, or `one`."""
    offered = {"autocomplete": "off", "data-offers": reverse_lazy("knowledge:topic_offers")}
    return forms.TextInput(attrs=offered | ({"data-offers-one": True} if one else {}))


class TopicsField(forms.CharField):
    """Topics with commas between them, as a list of names."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", topics_input())
        super().__init__(label=_("Topics"), help_text=_("With commas between them."), required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = [name.strip() for name in super().clean(value).split(",") if is_visible(name)]
        if len(names) > MOST_TOPICS:
            raise forms.ValidationError(_("At most %(limit)d topics."), params={"limit": MOST_TOPICS})
        if any(len(name) > NAME_LENGTH for name in names):
            raise forms.ValidationError(_("A topic may have at most 100 characters."))
        return names


class OtherNamesForm(forms.Form):
    """What else a topic is called."""

    names = TopicsField(widget=forms.TextInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].label = _("Other names")
        self.fields["names"].help_text = _(
            "With commas between them. Whoever searches for one or files under it means this topic."
        )

    @staticmethod
    def of(topic: Topic) -> dict[str, Any]:
        """What the form is filled in with."""
        return {"names": ", ".join(synonym.word for synonym in topic.synonyms.all())}


class MergeForm(forms.Form):
    """Into which topic another is merged: only into one that `by` may change as well."""

    into = forms.CharField(
        label=_("The topic that remains"),
        max_length=NAME_LENGTH,
        widget=topics_input(one=True),
        help_text=_("Its name or one of its other names. You see what moves before anything happens."),
    )

    def __init__(self, *args: Any, merged: Topic, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.merged, self.by = merged, by

    def clean_into(self) -> Topic:
        name = self.cleaned_data["into"]
        found = next(iter(topics_by_key([topic_key(name)]).values()), None)
        if found is None or not self.by.has_perm("topics.change_topic", found):
            raise forms.ValidationError(_("You look after no topic called “%(name)s”."), params={"name": name})
        if found.pk == self.merged.pk:
            raise forms.ValidationError(_("That is this topic. Choose the other one."))
        return found


class PeopleField(forms.CharField):
    """Colleagues by email address with commas between them, as a list of people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=2000, **kwargs)

    def clean(self, value: Any) -> list[User]:
        addresses = [address.strip().lower() for address in super().clean(value).split(",") if address.strip()]
        found = {user.email.lower(): user for user in User.objects.active().filter(email__in=addresses)}
        missing = [address for address in addresses if address not in found]
        if missing:
            raise forms.ValidationError(_("Nobody here has the address %(address)s."), params={"address": missing[0]})
        return [found[address] for address in addresses]


class TeachingForm(forms.Form):
    """How a topic is taught."""

    formal_training_url = forms.URLField(
        label=_("Where its formal training is"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("A web address."),
    )
    formal_only = forms.BooleanField(
        label=_("Formal training only"),
        required=False,
        help_text=_("Colleagues cannot take a slot with this topic; they are sent to the formal training."),
    )
    owners = PeopleField(label=_("Who looks after it"), help_text=_("Email addresses with commas between them."))
    reviewers = PeopleField(
        label=_("Experts who sign off"), help_text=_("They are asked before whoever looks after the topic.")
    )

    @staticmethod
    def of(topic: Topic) -> dict[str, Any]:
        """What the form is filled in with."""
        return {
            "formal_training_url": topic.formal_training_url,
            "formal_only": topic.formal_only_since is not None,
            "owners": ", ".join(user.email for user in topic.owners.all()),
            "reviewers": ", ".join(user.email for user in topic.reviewers.all()),
        }


class OneTopicField(forms.TypedChoiceField):
    """One of the topics that `offer_topics` names, by the words of its address; None without an answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, empty_value=None)


def offer_topics(form: forms.Form, name: str, topics: Iterable[Topic], *, none: str) -> None:
    """Let people choose among `topics` in the form's field of that name; `none` stands for no choice."""
    field = form.fields[name]
    if not isinstance(field, OneTopicField):
        raise TypeError(f"{name} of {type(form).__name__} chooses no topic")
    offered = {topic.slug: topic for topic in topics}
    field.choices = [("", none), *((slug, topic.name) for slug, topic in offered.items())]
    field.coerce = offered.__getitem__
