"""What knowledge does when the apps below announce something."""

from typing import Any


def suggest_writers(sender: Any, topics: dict[int, Any], **kwargs: Any) -> list[Any]:
    """Rituals look for somebody to teach these topics: whoever wrote about them."""
    from knowledge.selectors.candidates import writers_on

    return writers_on(topics)


def file_anew(sender: Any, topic: Any, by: Any, **kwargs: Any) -> None:
    """Two topics became one: search learns of it, in the background and in the transaction of the merge."""
    from knowledge.services.filing import ask_to_file_anew

    ask_to_file_anew(topic, by=by)


def open_draft(sender: Any, session_id: int, **kwargs: Any) -> None:
    """A session was held: its capture gets an address. A written round's capture is there already."""
    from django.utils import timezone

    from knowledge.services.rounds import keep_updates
    from rituals.models import Session

    keep_updates(Session.objects.get(pk=session_id), now=timezone.now())


def follow_consents(sender: Any, session_id: int, **kwargs: Any) -> None:
    """A teacher said something else about the recording: what is heard and found of it follows."""
    from knowledge.models import Article
    from knowledge.services.consents import follow_teachers

    for article in Article.objects.filter(session=session_id).select_related("session"):
        follow_teachers(article)


def read_live_notes(sender: Any, session_id: int, **kwargs: Any) -> None:
    """A session was held: what was written down meanwhile is read before anybody opens its capture."""
    from knowledge.models import Article
    from knowledge.services.understanding_requests import ask_to_understand

    noted = Article.objects.filter(session=session_id, session__live_notes__isnull=False)
    for article in noted.select_related("session").distinct():
        ask_to_understand(article, by=None)
