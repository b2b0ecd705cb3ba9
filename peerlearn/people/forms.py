"""What a person may change about themselves; everything else comes from the company's directory."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from peerlearn.core.zones import known_zones
from peerlearn.people.models import User


class PreferencesForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times on every page and in every mail are shown in this zone."),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(known_zones())],
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["time_zone", "language"]
