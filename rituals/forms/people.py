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


class PeopleField(forms.CharField):
    """Several colleagues, one a line, by email address or full name. A valid one holds each of them once."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(max_length=254 * most, widget=forms.Textarea(attrs={"rows": 2}), required=False, **kwargs)
        self.most = most
        self.person = PersonField()

    def prepare_value(self, value: Any) -> Any:
        """Typed text as it came; people as their addresses."""
        return value if value is None or isinstance(value, str) else "\n".join(person.email for person in value)

    def clean(self, value: Any) -> list[User]:
        lines = [(number, line) for number, line in enumerate(super().clean(value).splitlines(), 1) if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(gettext("At most %(limit)d people."), params={"limit": self.most})
        found, wrong = [], []
        for number, line in lines:
            try:
                found.append(self.person.clean(line.strip()))
            except ValidationError as refusal:
                said = {"number": number, "reason": " ".join(refusal.messages)}
                wrong.append(gettext("Line %(number)d: %(reason)s") % said)
        if wrong:
            raise ValidationError(wrong)
        return list(dict.fromkeys(person for person in found if person))


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
