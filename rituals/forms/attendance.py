"""What is typed at the door and after it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.core.csv_import import ImportRefused, Report
from peerlearn.core.forms import offer
from peerlearn.people.models import User
from rituals.attendance_files import BIGGEST, MeetingList, read_meeting_list
from rituals.enums import TeachingState
from rituals.forms.people import ColleagueField
from rituals.models import Session
from rituals.recurrence import existing_instant, place_of

MOVED_BY_AT_MOST = timedelta(days=90)


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
    email = ColleagueField(label=_("Somebody else, by email address"), required=False)

    def __init__(self, expected: QuerySet[User], data: Any = None) -> None:
        super().__init__(data)
        offer(self, "people", expected)

    def seen(self) -> list[User]:
        """Everybody the form names."""
        named = self.cleaned_data["email"]
        return [*self.cleaned_data["people"], *([named] if named else [])]


class TaughtForm(forms.Form):
    """Who taught: ticked among those who accepted or whom `viewer` asked, and one more by address."""

    people = forms.ModelMultipleChoiceField(
        label=_("Were asked to teach"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    taught_email = ColleagueField(label=_("Somebody else, by email address"), required=False)

    def __init__(self, session: Session, data: Any = None, *, viewer: User) -> None:
        teachings = session.teachings.all()
        accepted = [teaching.user_id for teaching in teachings if teaching.state == TeachingState.ACCEPTED]
        asked = [
            teaching.user_id
            for teaching in teachings
            if teaching.state == TeachingState.INVITED and viewer.pk in (teaching.user_id, teaching.asked_by_id)
        ]
        super().__init__(data, initial={"people": accepted})
        people = User.objects.filter(pk__in=[*accepted, *asked])
        offer(self, "people", people.order_by("sort_name", "pk"))

    def taught(self) -> list[User]:
        """Everybody the form names."""
        named = self.cleaned_data["taught_email"]
        return [*self.cleaned_data["people"], *([named] if named else [])]


class MovedForm(forms.Form):
    """When it takes or took place instead, in the session's zone. Once valid, `cleaned_data["starts_at"]` is that."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    start_time = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, data: Any = None, *, session: Session) -> None:
        self.zone = ZoneInfo(session.time_zone)
        self.planned = session.starts_at.astimezone(self.zone)
        super().__init__(data, initial={"start_time": self.planned.time()})
        self.fields["start_time"].help_text = gettext("Time in %(place)s.") % {"place": place_of(self.zone)}

    def clean_day(self) -> date:
        day, planned = self.cleaned_data["day"], self.planned.date()
        if not planned - MOVED_BY_AT_MOST <= day <= planned + MOVED_BY_AT_MOST:
            raise ValidationError(gettext("Choose a date within 90 days of the planned one."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                local = datetime.combine(cleaned["day"], cleaned["start_time"])
                cleaned["starts_at"] = existing_instant(local, self.zone)
            except ValueError as refusal:
                self.add_error("start_time", str(refusal))
        return cleaned


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
