"""The mail that carries a calendar entry, changes it or takes it back (RFC 5546), with the same in plain words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerlearn.core.numbers import duration
from peerlearn.outbox.kinds import Alternative, Attachment, Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail
from rituals.calendar_events import invitation_events, title_of
from rituals.enums import CapturePolicy, Reply, SessionStatus
from rituals.icalendar import Attendee, Mailbox, Method, write_invitation
from rituals.models import Ritual, Session
from rituals.recurrence import describe, parse_rule
from rituals.services.attendance import join_token
from rituals.services.calendar_entries import Change, note_told, series_change, session_change, slot_change
from rituals.services.calendar_invitations import INVITATION
from rituals.services.calendar_series import Shown, shown
from rituals.services.reply_links import reply_url

WHEN = "l j F Y, H:i"
DAY = "l j F, H:i"
OWN_ENTRIES = {"session": session_change, "slot": slot_change}
PARTSTAT = {Reply.ACCEPTED: "ACCEPTED", Reply.TENTATIVE: "TENTATIVE", Reply.DECLINED: "DECLINED"}


@dataclass(frozen=True)
class Words:
    """What a mail says: a subject, the lines before the date, and the date as it stands now."""

    subject: str
    lines: tuple[str, ...]
    stands: Shown | None = None


def register_kinds() -> None:
    register(
        Kind(
            name=INVITATION,
            label=gettext_lazy("Calendar entries of sessions I go to or teach, with their changes"),
            default_wanted=True,
            still_valid=_reason,
            render=_render,
        )
    )


def organizer() -> Mailbox:
    """The product's own mailbox: calendars believe an organiser who is the sender."""
    return Mailbox(settings.ORG_NAME, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _reason(message: Message) -> str:
    return "" if _change(message) else "their calendar shows it already"


def _change(message: Message) -> Change | None:
    """What the recipient's calendar still has to be told about the message's session or series."""
    kind, number, *rest = message.object_key.split(":", 2)
    if message.recipient is None:
        return None
    if kind in OWN_ENTRIES:
        session = Session.objects.select_related("ritual").filter(pk=number).first()
        return OWN_ENTRIES[kind](session, message.recipient, now=timezone.now()) if session else None
    ritual = Ritual.objects.filter(pk=number).first()
    return series_change(ritual, message.recipient, rest[0], now=timezone.now()) if ritual else None


def _render(message: Message) -> Rendered:
    change = _change(message)
    if change is None:
        raise ValueError(f"{message}: nothing to tell any more")
    words = _words(change)
    mail = render_mail(message, "rituals/invitation", _context(change, words))
    calendar = write_invitation(
        change.method,
        invitation_events(change, told_at=message.due_at, links=tuple(_links(change))),
        organizer=organizer(),
        attendee=_attendee(change),
    )
    return Rendered(
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        link=mail.link,
        link_label=mail.link_label,
        attachments=(Attachment("invite.ics", calendar, "application/ics"),),
        alternatives=(Alternative(calendar.decode(), f"text/calendar; method={change.method}"),),
        once_sent=partial(note_told, change),
    )


def _attendee(change: Change) -> Attendee:
    partstat = PARTSTAT.get(Reply(change.reply), "NEEDS-ACTION")
    return Attendee(change.user.name, change.user.email, partstat=partstat, asked=bool(settings.INBOUND_MAIL_URL))


def _words(change: Change) -> Words:
    if change.whole_series:
        return _words_of_series(change)
    if change.method == Method.CANCEL:
        return _words_of_cancel(change)
    assert change.session is not None or change.series is not None  # noqa: S101 - a date that stands
    stands = _stands(change)
    title = title_of(change)
    if change.former is None:
        line = _("This is the entry for your calendar. When something changes, it is put right by itself.")
        return Words(_("%(title)s: %(when)s") % {"title": title, "when": _when(stands[0], DAY)}, (line,), stands)
    return Words(_subject_of_move(change, title, stands), tuple(_moves(change, stands)), stands)


def _words_of_cancel(change: Change) -> Words:
    title = title_of(change)
    former = change.former
    when = _when(former.starts_at, DAY) if former else ""
    if change.joins_series:
        line = _("This date now stands in your calendar as part of its series.")
        return Words(_("%(title)s: now part of the series") % {"title": title}, (line,))
    cancelled = change.session is None or change.session.status == SessionStatus.CANCELLED
    if cancelled:
        line = _("It does not take place on %(when)s, and leaves your calendar.") % {"when": when}
        return Words(_("Cancelled: %(title)s, %(when)s") % {"title": title, "when": when}, (line,))
    line = _("You are not coming on %(when)s, so it leaves your calendar.") % {"when": when}
    return Words(_("Out of your calendar: %(title)s, %(when)s") % {"title": title, "when": when}, (line,))


def _words_of_series(change: Change) -> Words:
    ritual, series, former = change.ritual, change.series, change.former
    assert ritual is not None  # noqa: S101 - what makes it a series
    title = ritual.name
    if series is None:
        line = (
            _("The ritual ends, and its dates leave your calendar.")
            if ritual.archived_at
            else _("You are not coming to all dates any more, so they leave your calendar.")
        )
        return Words(_("Out of your calendar: %(title)s, all dates") % {"title": title}, (line,))
    rhythm = _rhythm(series.rrule, series.starts_at)
    stands = (series.starts_at, series.ends_at, series.whereabouts)
    if former is None:
        line = _("This puts all dates into your calendar: %(rhythm)s.") % {"rhythm": rhythm}
        return Words(_("%(title)s: %(rhythm)s") % {"title": title, "rhythm": rhythm}, (line,), stands)
    before = _rhythm(former.rrule, former.starts_at)
    if series.uid != ritual.uid:
        line = _("The series changes. The dates before that stay as they are: %(rhythm)s.") % {"rhythm": rhythm}
        return Words(_("%(title)s: the former series ends") % {"title": title}, (line,))
    if before != rhythm:
        line = _("Moved from “%(before)s” to “%(rhythm)s”.") % {"before": before, "rhythm": rhythm}
        return Words(_("Moved: %(title)s, %(rhythm)s") % {"title": title, "rhythm": rhythm}, (line,), stands)
    lines = tuple(_new_places(former.place, series.whereabouts)) or (_("Some of its dates changed."),)
    return Words(_("Changed: %(title)s") % {"title": title}, lines, stands)


def _stands(change: Change) -> Shown:
    if change.session:
        return change.slot or shown(change.session)
    assert change.series is not None and change.recurrence_id is not None  # noqa: S101 - see _words
    return change.series.plain_at(change.recurrence_id)


def _subject_of_move(change: Change, title: str, stands: Shown) -> str:
    if change.former and change.former.starts_at == stands[0]:
        return _("Changed: %(title)s, %(when)s") % {"title": title, "when": _when(stands[0], DAY)}
    return _("Moved: %(title)s, now %(when)s") % {"title": title, "when": _when(stands[0], DAY)}


def _moves(change: Change, stands: Shown) -> list[str]:
    former = change.former
    if former is None:
        return []
    lines = []
    if former.starts_at != stands[0]:
        words = {"before": _when(former.starts_at), "now": _when(stands[0])}
        lines.append(_("Moved from %(before)s to %(now)s.") % words)
    elif former.ends_at != stands[1]:
        words = {"before": _minutes(former.starts_at, former.ends_at), "now": _minutes(*stands[:2])}
        lines.append(_("It lasts %(now)s instead of %(before)s.") % words)
    return [*lines, *_new_places(former.place, stands[2])]


def _new_places(before: str, now: str) -> list[str]:
    """From where to where, for the room and for the meeting link."""
    gone = [line for line in before.split("\n") if line and line not in now.split("\n")]
    new = [line for line in now.split("\n") if line and line not in before.split("\n")]
    if not (gone or new):
        return []
    words = {"before": ", ".join(gone) or "–", "now": ", ".join(new) or "–"}
    return [_("Place or link: moved from %(before)s to %(now)s.") % words]


def _context(change: Change, words: Words) -> dict[str, object]:
    subject = change.session or change.ritual
    stands = words.stands
    return {
        "title": title_of(change),
        "words": words,
        "when": _when(stands[0]) if stands else "",
        "length": _minutes(*stands[:2]) if stands else "",
        "place": subject.place if subject else "",
        "meeting_url": subject.meeting_url if subject else "",
        "recorded": bool(stands) and subject is not None and subject.capture_policy == CapturePolicy.STANDARD,
        "unrecorded": bool(stands) and subject is not None and subject.capture_policy == CapturePolicy.NOTES_ONLY,
        "join_url": _join_url(change) if stands else "",
        **_action(change, subject),
    }


def _action(change: Change, subject: Session | Ritual | None) -> dict[str, object]:
    if change.slot and subject:
        return button(subject.get_absolute_url(), _("Open the office hours"))
    if change.method == Method.REQUEST:
        return {"button_url": _reply_url(change), "button_label": _("Change my reply")}
    return button(subject.get_absolute_url() if subject else reverse("rituals:calendar"), _("Open its page"))


def _reply_url(change: Change) -> str:
    return reply_url(change.user, session=change.session, ritual=None if change.session else change.ritual)


def _join_url(change: Change) -> str:
    if change.session is None:
        return ""
    return settings.BASE_URL + reverse("rituals:join", args=[join_token(change.session, change.user)])


def _links(change: Change) -> list[str]:
    """The person's own links, as lines of the calendar entry."""
    if change.method == Method.CANCEL:
        return []
    join = _join_url(change)
    lines = [_("Join and be checked in, from 15 minutes before: %(link)s") % {"link": join}] if join else []
    if change.slot and change.session:
        page = settings.BASE_URL + change.session.get_absolute_url()
        return [*lines, _("Change the slot, or give it back: %(link)s") % {"link": page}]
    return [*lines, _("Change my reply: %(link)s") % {"link": _reply_url(change)}]


def _when(moment: datetime, style: str = WHEN) -> str:
    """In the reader's zone."""
    return date_format(timezone.localtime(moment), style)


def _minutes(starts_at: datetime, ends_at: datetime) -> str:
    return str(duration(round((ends_at - starts_at) / timedelta(minutes=1))))


def _rhythm(rrule: str, starts_at: datetime) -> str:
    """ "Every Tuesday, 14:00 from 24 November 2026", on the reader's clock."""
    words = {
        "rhythm": describe(parse_rule(rrule.partition(";UNTIL=")[0])),
        "time": _when(starts_at, "H:i"),
    }
    _rhythm_only, _sep, until = rrule.partition(";UNTIL=")
    if until:
        words["day"] = date_format(datetime.strptime(until[:8], "%Y%m%d"), "j F Y")
        return _("%(rhythm)s, %(time)s, until %(day)s") % words
    return _("%(rhythm)s, %(time)s") % words
