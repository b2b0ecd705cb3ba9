"""Programs, the rituals they run, their dated sessions, and who teaches and comes."""

from rituals.models.attendance import RSVP, Attendance, SeriesReply
from rituals.models.champion import Champion, ChampionCall, Naming
from rituals.models.circle import CircleRound, CircleSignUp
from rituals.models.feed import FeedToken
from rituals.models.feedback import Rating, TransferAnswer
from rituals.models.invitation import CalendarInvitation
from rituals.models.pause import Holiday, Pause
from rituals.models.program import Program
from rituals.models.request import RequestVote, TopicRequest
from rituals.models.ritual import Facilitation, Ritual, SkipDate, Substitution
from rituals.models.session import Session, Teaching
from rituals.models.teaching import RecordingConsent, SignOff, Swap, Talk
from rituals.models.written import Booking, RoundUpdate

__all__ = [
    "RSVP",
    "Attendance",
    "Booking",
    "CalendarInvitation",
    "Champion",
    "ChampionCall",
    "CircleRound",
    "CircleSignUp",
    "Facilitation",
    "FeedToken",
    "Holiday",
    "Naming",
    "Pause",
    "Program",
    "Rating",
    "RecordingConsent",
    "RequestVote",
    "Ritual",
    "RoundUpdate",
    "SeriesReply",
    "Session",
    "SignOff",
    "SkipDate",
    "Substitution",
    "Swap",
    "Talk",
    "Teaching",
    "TopicRequest",
    "TransferAnswer",
]
