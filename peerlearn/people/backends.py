"""Who a session belongs to, fetched on every request together with what decides their rights."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from peerlearn.core.windows import local_day
from peerlearn.people.models import User


class DirectoryBackend(AuthenticationBackend):
    """Signs in by email. Somebody who was deactivated, or lost a role, has lost it with the next request."""

    def get_user(self, user_id: Any) -> User | None:
        today = local_day(timezone.now())
        return User.objects.active().with_standing(today).filter(pk=user_id).first()
