"""The fixed words of the rituals domain."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RitualKind(TextChoices):
    BROWN_BAG = "brown_bag", _("brown bag")
    TEACH_IN = "teach_in", _("teach-in")
    DEMO_DAY = "demo_day", _("demo day")
    COACHING_CIRCLE = "coaching_circle", _("coaching circle")
    COMMUNITY_OF_PRACTICE = "community_of_practice", _("community of practice")
    WORKING_OUT_LOUD = "working_out_loud", _("working out loud")
    OFFICE_HOURS = "office_hours", _("office hours")


class Audience(TextChoices):
    """Who may come: everybody expected, everybody welcome (shown as free in calendars), members only."""

    OPEN = "open", _("everybody")
    OPTIONAL = "audience", _("everybody, optional")
    MEMBERS = "members", _("members only")


class CapturePolicy(TextChoices):
    """What a held session owes to be findable later."""

    STANDARD = "standard", _("recording or transcript, notes and a topic")
    NOTES_ONLY = "notes_only", _("notes only, not recorded")
    NONE = "none", _("nothing")


class SessionStatus(TextChoices):
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    HELD = "held", _("held")
    NOT_HELD = "not_held", _("not held")
    UNKNOWN = "unknown", _("unknown")
    CANCELLED = "cancelled", _("cancelled")


class TeachingState(TextChoices):
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Reply(TextChoices):
    """An RSVP, in the words of RFC 5545's PARTSTAT plus the waiting list."""

    ACCEPTED = "accepted", _("coming")
    TENTATIVE = "tentative", _("maybe")
    DECLINED = "declined", _("not coming")
    WAITLISTED = "waitlisted", _("on the waiting list")


COMES = (Reply.ACCEPTED, Reply.TENTATIVE)  # who is reminded, and has the session on their own list


class CheckIn(TextChoices):
    """How an attendance became known."""

    JOIN_LINK = "join_link", _("join link")
    MARKED = "marked", _("marked by the teacher or facilitator")
    IMPORTED = "imported", _("imported")
