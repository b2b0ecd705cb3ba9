"""Who answers for a guide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rituals.forms.people import PersonField


class VerifierForm(forms.Form):
    verifier = PersonField(label=_("Who answers for it from now on"), help_text=_("Name or email address."))
