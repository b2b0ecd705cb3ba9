"""Many files for many sessions: under each file's name the session it goes to."""

from collections.abc import Iterable

from django.http import QueryDict

from rituals.models import Session

MOST_NAMES = 50


def names_asked(data: QueryDict) -> list[str]:
    return [name for name in data.getlist("name")[:MOST_NAMES] if name.strip()]


def choices_made(data: QueryDict, sessions: Iterable[Session]) -> dict[str, Session | None]:
    """The session chosen for each file; a number that is none of these sessions leaves the file out."""
    by_number = {str(session.pk): session for session in sessions}
    pairs = zip(data.getlist("name"), data.getlist("session"), strict=False)
    return {name: by_number.get(number) for name, number in list(pairs)[:MOST_NAMES]}


def undecided(names: Iterable[str], chosen: dict[str, Session | None]) -> bool:
    """Whether a file came whose match nobody has seen yet."""
    return any(name not in chosen for name in names)
