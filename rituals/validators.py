"""What a field of a ritual or session refuses, with the sentence a person reads."""

import unicodedata
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_visible_text(text: str) -> None:
    """Refuse a text in which nothing can be seen: blanks and zero-width signs only."""
    if not any(unicodedata.category(letter)[0] not in "ZC" for letter in text):
        raise ValidationError(_("Write something people can read."))


def validate_meeting_link(address: str) -> None:
    """A link that people click: https only, and no password inside."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise ValidationError(_("Use an https address."))


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("There is no such time zone. Use a name such as Europe/Berlin."))
