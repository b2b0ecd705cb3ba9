"""What several notices ask about a session right before they are sent."""

from peerlearn.outbox.models import Message
from rituals.enums import TeachingState
from rituals.models import Session


def closed_to(message: Message, session: Session) -> str:
    """Why the recipient may not hear of the session; "" when they may. A circle closes to whoever left it."""
    person = message.recipient
    if person and Session.objects.visible_to(person).filter(pk=session.pk).exists():
        return ""
    return "the person may not see the session any more"


def teaches(message: Message, session: Session) -> bool:
    """Whether the recipient has accepted to teach there."""
    return session.teachings.filter(user=message.recipient, state=TeachingState.ACCEPTED).exists()


def teachers_in_words(session: Session) -> str:
    """The names of those who teach, in the order in which they came."""
    teachings = session.teachings.filter(state=TeachingState.ACCEPTED).select_related("user").order_by("pk")
    return ", ".join(teaching.user.name for teaching in teachings)
