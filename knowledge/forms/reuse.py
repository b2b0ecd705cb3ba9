"""What a player reports while it plays."""

from django import forms

MOST_AT_ONCE = 60  # seconds; a page reports more often


class WatchedForm(forms.Form):
    seconds = forms.IntegerField(min_value=1, max_value=MOST_AT_ONCE)
