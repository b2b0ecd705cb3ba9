"""Words of sent mails are kept for questions about them, and then forgotten; that they were sent stays known."""

from django.utils import timezone

from peerlearn.outbox.models import Message
from peerlearn.outbox.timing import timing


def forget_texts() -> int:
    """Blank subject and body of mails sent more than 90 days ago; returns how many."""
    old = Message.objects.filter(sent_at__lt=timezone.now() - timing().keep_texts).exclude(body="", subject="")
    return old.update(subject="", body="")
