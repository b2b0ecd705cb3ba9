"""What recognition shows on other apps' pages."""

from knowledge.models import Article
from peerlearn.core.panels import Panel
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User
from recognition.forms import ThanksForm
from recognition.selectors.teaching import taught_by
from recognition.selectors.thanks import letters_to, thanks_for
from rituals.enums import SessionStatus
from rituals.models import Session


def thanks_panel(request: SignedInRequest, subject: Article | Session, form: ThanksForm | None = None) -> Panel | None:
    """ "This helped me", a line of thanks after it, and the letters; nothing before there is something to thank for."""
    is_over = subject.published_at if isinstance(subject, Article) else subject.status == SessionStatus.HELD
    if not is_over:
        return None
    thanks = thanks_for(subject, user=request.user)
    return Panel("recognition/panels/thanks.html", {"thanks": thanks, "form": form or ThanksForm()})


def teaching_panel(request: SignedInRequest, person: User) -> Panel | None:
    """What somebody taught, and the thanks for it that the reader may see."""
    teaching = taught_by(person, user=request.user)
    letters = letters_to(person, user=request.user)
    if not teaching.sessions and not letters:
        return None
    return Panel("recognition/panels/teaching.html", {"person": person, "teaching": teaching, "letters": letters})
