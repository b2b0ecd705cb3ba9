"""What people answer after a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

STARS = [
    (1, _("1 – I lost time")),
    (2, _("2 – little new")),
    (3, _("3 – fine")),
    (4, _("4 – good")),
    (5, _("5 – I will use it")),
]


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(label=_("Stars"), choices=STARS, coerce=int, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("A line to the teacher, without your name"), max_length=500, required=False)


class TransferForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How much do you use of it? 0 is nothing, 10 is all the time."),
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why?"), max_length=500, required=False)
