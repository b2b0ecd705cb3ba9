"""The signed link at the foot of a mail that ends one kind of message for one person, without sign-in."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "outbox.unsubscribe"
VALID_FOR = timedelta(days=180)


def unsubscribe_token(user_id: int, kind: str) -> str:
    return signing.dumps([user_id, kind], salt=SALT)


def read_unsubscribe_token(token: str) -> tuple[int, str]:
    """The person's id and the kind. Raises signing.BadSignature when forged or too old."""
    user_id, kind = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    return user_id, kind


def unsubscribe_url(user_id: int, kind: str) -> str:
    """The whole address, ready for a mail."""
    return settings.BASE_URL + reverse("outbox:unsubscribe", args=[unsubscribe_token(user_id, kind)])
