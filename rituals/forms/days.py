"""Days as people type them: within reach; or pasted, one a line, the date first, behind a comma what it is."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rituals.recurrence import LONGEST_SPAN

MOST_DAYS = 400
NAME_LENGTH = 200


def refuse_out_of_reach(day: date, today: date) -> None:
    """Raise ValidationError unless `day` is `today` or later, and no further than dates are made."""
    if not today <= day <= today + LONGEST_SPAN:
        words = {"today": date_format(today), "last": date_format(today + LONGEST_SPAN)}
        raise ValidationError(_("Choose a date between today (%(today)s) and %(last)s.") % words)


def days_in(text: str, *, named: bool = False) -> dict[date, str]:
    """Each date with the words behind it. Raises ValidationError, naming every line that cannot be read."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_DAYS:
        raise ValidationError(_("At most %(limit)d days at once."), params={"limit": MOST_DAYS})
    found: dict[date, str] = {}
    wrong = []
    for number, line in lines:
        day, _comma, words = line.partition(",")
        try:
            found[date.fromisoformat(day.strip())] = words.strip()[:NAME_LENGTH]
        except ValueError:
            wrong.append(_("Line %(number)d: write the date as in 2026-12-24.") % {"number": number})
            continue
        if named and not words.strip():
            wrong.append(_("Line %(number)d: write its name behind a comma.") % {"number": number})
    if wrong:
        raise ValidationError(wrong)
    return found
