"""Programs, the rituals they run, their dated sessions, and who teaches and comes."""

from rituals.models.attendance import RSVP, Attendance
from rituals.models.feed import FeedToken
from rituals.models.program import Program
from rituals.models.ritual import Facilitation, Ritual, SkipDate
from rituals.models.session import Session, Teaching

__all__ = [
    "RSVP",
    "Attendance",
    "Facilitation",
    "FeedToken",
    "Program",
    "Ritual",
    "Session",
    "SkipDate",
    "Teaching",
]
