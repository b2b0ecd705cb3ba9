"""What is typed at the door and after it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.csv_import import ImportRefused, Report
from peerlearn.people.models import User
from rituals.attendance_files import BIGGEST, MeetingList, read_meeting_list


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code in the room"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class MarkForm(forms.Form):
    """Who was seen: ticked among those who said they would come, or named by address."""

    people = forms.ModelMultipleChoiceField(
        label=_("Said they would come, and are not checked in"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    email = forms.EmailField(label=_("Somebody else, by email address"), required=False)

    def __init__(self, expected: QuerySet[User], data: Any = None) -> None:
        super().__init__(data)
        self.fields["people"].queryset = expected  # type: ignore[attr-defined]

    def clean_email(self) -> User | None:
        email = self.cleaned_data["email"]
        if not email:
            return None
        found = User.objects.active().filter(email__iexact=email).first()
        if found is None:
            raise ValidationError(gettext("Nobody here has this address."))
        return found

    def seen(self) -> list[User]:
        """Everybody the form names."""
        named = self.cleaned_data["email"]
        return [*self.cleaned_data["people"], *([named] if named else [])]


class MeetingListForm(forms.Form):
    file = forms.FileField(
        label=_("List of participants from Zoom or Microsoft Teams"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> MeetingList:
        """The people of the list. All that is wrong with it is said at once, and nothing of it is taken then."""
        upload = self.cleaned_data["file"]
        if upload.size > BIGGEST:
            raise ValidationError(gettext("The file is larger than 5 MB."))
        report = Report(file=upload.name)
        try:
            people = read_meeting_list(upload.read(), report)
        except ImportRefused as refusal:
            raise ValidationError(str(refusal)) from None
        if report.problems:
            raise ValidationError(list(report.listed()))
        return people
