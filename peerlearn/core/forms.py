"""How every form field looks: one template for label, widget, hint and error."""

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Renders `{{ field.as_field_group }}` through templates/ui/field.html."""

    field_template_name = "ui/field.html"
