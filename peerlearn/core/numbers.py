"""Figures as people read them, in the reader's language. An undefined value is written as a dash."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

UNDEFINED = "–"


def number(value: float | None, places: int | str = 0) -> str:
    """A number with its thousands set apart and `places` decimals: 3913.39 becomes "3,913"."""
    if value is None:
        return UNDEFINED
    return number_format(round(value, int(places)), decimal_pos=int(places), use_l10n=True, force_grouping=True)


def percent(rate: float | None, places: int | str = 0) -> str:
    """A rate from 0 to 1 as a percentage. Show the count it comes from beside it."""
    if rate is None:
        return UNDEFINED
    return _("%(number)s %%") % {"number": number(rate * 100, places)}


def timecode(seconds: float | None) -> str:
    """A place in a recording: 452 becomes "7:32", 3723 "1:02:03"; empty when the place is not known."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def duration(minutes: float) -> str:
    """A length of time in minutes: 28 becomes "28 min", 90 "1 h 30 min"."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
