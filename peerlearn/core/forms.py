"""How every form field looks, and choices that depend on who asks."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Renders `{{ field.as_field_group }}` through templates/ui/field.html."""

    field_template_name = "ui/field.html"


def offer(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """Let people choose among `choices` in the form's field of that name, which chooses among rows of a model."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} chooses among no rows")
    field.queryset = choices
