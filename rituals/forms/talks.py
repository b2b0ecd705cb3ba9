"""What people type about a talk of a demo day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerlearn.core.validators import validate_visible_text
from rituals.forms.people import PersonField
from rituals.forms.rituals import TITLE_LENGTH
from rituals.forms.sessions import ExpertField, SuitabilityField


class TalkForm(forms.Form):
    """Own talk, or for those who run the day also a colleague's."""

    title = forms.CharField(label=_("Title of the talk"), max_length=TITLE_LENGTH, validators=[validate_visible_text])
    teacher = PersonField(
        label=_("Who shows it"),
        help_text=_("A name or an email address; empty is you."),
        required=False,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=2, max_value=30, initial=5)
    suitability = SuitabilityField()
    with_expert = ExpertField()

    def __init__(self, *args: Any, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "talk-%s"} | kwargs)
        if not for_others:
            del self.fields["teacher"]
