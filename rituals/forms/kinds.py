"""What each form of ritual usually is: the rhythm, length and words a new one is filled in with."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from rituals.enums import Audience, CapturePolicy, RitualKind

_WEEKLY = {"every": "1", "audience": Audience.OPEN, "capture_policy": CapturePolicy.STANDARD}
_SMALL = {"every": "2", "audience": Audience.MEMBERS, "capture_policy": CapturePolicy.NONE}
TEMPLATES: dict[str, dict[str, Any]] = {
    RitualKind.BROWN_BAG: _WEEKLY
    | {
        "duration_minutes": 30,
        "description": _("One colleague shows something that worked: a prompt, a shortcut, a way of doing it."),
    },
    RitualKind.TEACH_IN: _WEEKLY
    | {
        "duration_minutes": 45,
        "description": _("One colleague teaches a skill, and everybody tries it before the end."),
    },
    RitualKind.DEMO_DAY: _WEEKLY
    | {
        "every": "2",
        "duration_minutes": 60,
        "description": _("Several short demos in one sitting, five minutes each, no slides."),
    },
    RitualKind.COACHING_CIRCLE: _SMALL
    | {
        "duration_minutes": 60,
        "capacity": 6,
        "description": _("Four to six people help each other with real cases. What is said stays here."),
    },
    RitualKind.COMMUNITY_OF_PRACTICE: _WEEKLY
    | {
        "every": "2",
        "duration_minutes": 60,
        "description": _("Everybody who cares about this skill: what is new, one piece of work, what we do the same."),
    },
    RitualKind.WORKING_OUT_LOUD: _WEEKLY
    | {
        "duration_minutes": 15,
        "description": _("Each of us writes what we do, what we learned and where we are stuck, within a week."),
    },
    RitualKind.OFFICE_HOURS: _WEEKLY
    | {
        "duration_minutes": 60,
        "slot_minutes": 20,
        "capture_policy": CapturePolicy.NONE,
        "description": _("Book a slot and work on your question side by side with somebody who knows."),
    },
}


def usual_for(kind: str) -> dict[str, Any]:
    """The template of a form; a field that another form fills in is empty again."""
    empty = {"capacity": None, "slot_minutes": None}
    return empty | TEMPLATES.get(kind, TEMPLATES[RitualKind.BROWN_BAG])
