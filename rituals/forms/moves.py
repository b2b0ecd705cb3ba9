"""What people type to change one date apart from its series; times are those of the session's own zone."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peerlearn.topics.forms import TopicsField
from rituals.enums import CapturePolicy, RitualKind
from rituals.forms.days import refuse_out_of_reach
from rituals.forms.rituals import MOST_PLACES, TITLE_LENGTH, MeetingLinkField
from rituals.forms.sessions import AbstractField
from rituals.models import Session
from rituals.recurrence import existing_instant, place_of


class SessionForm(forms.Form):
    """One date. Once valid, `cleaned_data["starts_at"]` is the instant."""

    title = forms.CharField(
        label=_("Title"), max_length=TITLE_LENGTH, required=False, help_text=_("Empty while nobody teaches.")
    )
    abstract = AbstractField()
    topics = TopicsField()
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    start_time = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    duration_minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720)
    place = forms.CharField(label=_("Room"), max_length=200, required=False)
    meeting_url = MeetingLinkField()
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=MOST_PLACES, required=False)
    capture_policy = forms.ChoiceField(label=_("What is kept"), choices=CapturePolicy.choices)

    def __init__(self, data: Any = None, *, session: Session) -> None:
        super().__init__(data, initial=_now_in(session))
        self.zone = ZoneInfo(session.time_zone)
        self.fields["start_time"].help_text = gettext("Time in %(place)s.") % {"place": place_of(self.zone)}
        if session.kind == RitualKind.WORKING_OUT_LOUD:
            del self.fields["duration_minutes"]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        refuse_out_of_reach(day, timezone.localdate(timezone=self.zone))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "day" in cleaned and "start_time" in cleaned:
            try:
                starts = datetime.combine(cleaned["day"], cleaned["start_time"])
                cleaned["starts_at"] = existing_instant(starts, self.zone)
            except ValueError as refusal:
                self.add_error("start_time", str(refusal))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """The valid form as `change_session` takes it."""
        fields = {name: value for name, value in self.cleaned_data.items() if name not in ("day", "start_time")}
        return {"duration_minutes": 0} | fields


def _now_in(session: Session) -> dict[str, Any]:
    """What the session is now, as it stands in the form."""
    local = session.starts_at.astimezone(ZoneInfo(session.time_zone))
    return {
        "title": session.title,
        "abstract": session.abstract,
        "topics": ", ".join(topic.name for topic in session.topics.all()),
        "day": local.date(),
        "start_time": local.time(),
        "duration_minutes": session.duration_minutes,
        "place": session.place,
        "meeting_url": session.meeting_url,
        "capacity": session.capacity,
        "capture_policy": session.capture_policy,
    }
