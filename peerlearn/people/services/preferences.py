"""A person's own choices."""

from peerlearn.people.models import User


def change_preferences(user: User, *, time_zone: str, language: str) -> User:
    """Times and words follow the person from the next page on."""
    user.time_zone = time_zone
    user.language = language
    user.save(update_fields=["time_zone", "language", "updated_at"])
    return user
