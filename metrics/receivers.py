"""Facts that ask for figures sooner than the nightly job; a lost one only delays them."""

from typing import Any

from metrics.tasks import compute_velocity_around
from peerlearn.core.queue import ask_worker


def recompute_around_session(sender: Any, session_id: int, **kwargs: Any) -> None:
    from peerlearn.core.windows import local_day
    from rituals.models import Session

    starts_at = Session.objects.values_list("starts_at", flat=True).get(pk=session_id)
    ask_worker(compute_velocity_around, local_day(starts_at).isoformat())


def recompute_around_capture(sender: Any, article_id: int, **kwargs: Any) -> None:
    from knowledge.models import Article

    session_id = Article.objects.values_list("session_id", flat=True).get(pk=article_id)
    if session_id is not None:
        recompute_around_session(sender, session_id)
