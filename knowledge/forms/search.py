"""What a page reports when somebody opens a result."""

from django import forms
from django.utils.translation import gettext as _

from knowledge.query import LONGEST

LARGEST = 2**31 - 1


class OpenedForm(forms.Form):
    """`found` is the number of the article that was opened, `q` what was searched for."""

    found = forms.IntegerField(min_value=1, max_value=LARGEST)
    q = forms.CharField(max_length=LONGEST)

    def problem(self) -> str:
        return _("Say which result was opened, and what was searched for.")
