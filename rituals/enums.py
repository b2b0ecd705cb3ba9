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


WITHOUT_SLOTS = (RitualKind.COACHING_CIRCLE, RitualKind.WORKING_OUT_LOUD)  # nobody claims a date of these
NEEDS_TEACHER = (RitualKind.BROWN_BAG, RitualKind.TEACH_IN, RitualKind.DEMO_DAY)  # an open date of these is missed


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


class FeedChoice(TextChoices):
    """What a person's calendar feed holds."""

    MINE = "mine", _("those I go to or teach")
    ALL = "all", _("all that I may come to")
    TOPIC = "topic", _("those on one topic")


class CheckIn(TextChoices):
    """How an attendance became known."""

    JOIN_LINK = "join_link", _("join link")
    MARKED = "marked", _("marked by the teacher or facilitator")
    CODE = "code", _("code in the room")
    RATED = "rated", _("rated the session")
    WROTE = "wrote", _("wrote an update")
    MEETING_FILE = "meeting", _("attendance file of the meeting")
    IMPORTED = "imported", _("imported")


class Suitability(TextChoices):
    """What is taught. Colleagues teach the first four best; where a wrong answer is dangerous, experts decide."""

    TOOL = "tool", _("how to use a tool")
    TACTIC = "tactic", _("a trick or tactic that worked")
    WORKFLOW = "workflow", _("how we do something here")
    TACIT = "tacit", _("experience that stands in no manual")
    FOUNDATION = "foundation", _("the foundations of a profession")
    COMPLIANCE = "compliance", _("compliance")
    SAFETY = "safety", _("safety")
    LEGAL = "legal", _("legal questions")
    SECURITY = "security", _("security")


NEEDS_REVIEW = (
    Suitability.FOUNDATION,
    Suitability.COMPLIANCE,
    Suitability.SAFETY,
    Suitability.LEGAL,
    Suitability.SECURITY,
)


class FirstStep(TextChoices):
    """The first-timers' ladder: each rung is smaller than an own slot, and any of them counts."""

    SHARE = "share", _("write a short share")
    INTERVIEW = "interview", _("be interviewed, no slides")
    FIVE_MINUTES = "five_minutes", _("five minutes at a demo day")
    CO_TEACHER = "co_teacher", _("with a co-teacher")
    OWN_SLOT = "own_slot", _("an own slot")


class SwapState(TextChoices):
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
