"""What any field of text refuses, with the sentence a person reads."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs by name, and drawn as nothing


def is_visible(text: str) -> bool:
    """Whether anything can be seen: not only blanks, zero-width signs and marks without a letter.

    >>> is_visible("C++"), is_visible("\\u200b \\ufe0f")
    (True, False)
    """
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in BLANKS for sign in text)


def validate_visible_text(text: str) -> None:
    if not is_visible(text):
        raise ValidationError(_("Write something people can read."))
