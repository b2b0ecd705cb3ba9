"""Fields in which somebody names a colleague; a valid one holds the active person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext

from peerlearn.people.models import User


class PersonField(forms.CharField):
    """By email address or full name, as the list `colleagues` of the page offers them while somebody types."""

    def __init__(self, **kwargs: Any) -> None:
        offers_names = {
            "autocomplete": "off",
            "list": "colleagues",
            "hx-get": reverse_lazy("rituals:colleagues"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#colleagues",
            "hx-swap": "outerHTML",
        }
        super().__init__(max_length=254, widget=forms.TextInput(attrs=offers_names), **kwargs)

    def clean(self, value: Any) -> User | None:
        typed = super().clean(value)
        if not typed:
            return None
        people = User.objects.active()
        found = people.filter(email__iexact=typed).first()
        if found:
            return found
        named = list(people.filter(name__iexact=typed)[:2])
        if len(named) > 1:
            raise ValidationError(gettext("Several people have this name. Use the email address."))
        if not named:
            raise ValidationError(gettext("Nobody here has this name or address."))
        return named[0]


class ColleagueField(forms.EmailField):
    """By email address alone."""

    def clean(self, value: Any) -> User | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = User.objects.active().filter(email__iexact=typed).first()
        if found is None:
            raise ValidationError(gettext("Nobody here has this address."))
        return found
