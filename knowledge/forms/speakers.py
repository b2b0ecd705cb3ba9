"""What somebody wants who is heard in a recording."""

from django import forms

from knowledge.enums import SpeakerWish


class SpeakerForm(forms.Form):
    wish = forms.ChoiceField(choices=SpeakerWish)
