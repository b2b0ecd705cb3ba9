"""A session as names of files tell it, and in words what spoke for it."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from knowledge.file_matching import Candidate, Sign
from rituals.models import Session


def candidate_of(session: Session) -> Candidate:
    """The session, its day by the clocks there."""
    day = session.starts_at.astimezone(ZoneInfo(session.time_zone)).date()
    return Candidate(session.pk, session.title, session.starts_at, day, session.meeting_url)


def reason(signs: Iterable[Sign]) -> str:
    """Such as "number of the meeting and date"."""
    words = {
        Sign.MEETING: _("number of the meeting"),
        Sign.DATE: _("date"),
        Sign.TITLE: _("title"),
        Sign.ARRIVAL: _("moment it came"),
    }
    return str(get_text_list([words[sign] for sign in signs], _("and")))
