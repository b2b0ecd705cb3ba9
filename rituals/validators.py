"""What a field of a ritual or session refuses, with the sentence a person reads."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peerlearn.core.zones import known_zones


def validate_meeting_link(address: str) -> None:
    """A link that people click: https only, and no password inside."""
    if not _is_plain_https(address):
        raise ValidationError(_("Use an https address."))


def validate_time_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError(_("There is no such time zone. Use a name such as Europe/Berlin."))


def _is_plain_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # such as a bracket that never closes
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
