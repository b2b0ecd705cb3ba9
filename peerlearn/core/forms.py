"""How every form field looks, choices that depend on who asks, and the first refusal."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Renders `{{ field.as_field_group }}` through templates/ui/field.html."""

    field_template_name = "ui/field.html"


def first_error(form: forms.Form) -> str:
    """Why the form was refused, in one line, for a page on which its fields do not stand; needs a refused form."""
    return next(str(errors[0]) for errors in form.errors.values())


def offer(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """Let people choose among `choices` in the form's field of that name, which chooses among rows of a model."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} chooses among no rows")
    field.queryset = choices
