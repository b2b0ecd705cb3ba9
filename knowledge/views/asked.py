"""Reading what an address asks for; what makes no sense is as if it were not there."""

from datetime import date

from django.http import HttpRequest, QueryDict

LARGEST = 2**31 - 1


def number_asked(request: HttpRequest, name: str) -> int | None:
    """A positive whole number."""
    return number_given(request.GET, name)


def number_given(data: QueryDict, name: str) -> int | None:
    """A positive whole number in an address or a form."""
    value = data.get(name, "")
    if not (value.isascii() and value.isdecimal() and len(value) <= 10):
        return None
    return int(value) if 0 < int(value) <= LARGEST else None


def second_asked(request: HttpRequest, name: str) -> int | None:
    """A second of a recording, 0 is one too."""
    return 0 if request.GET.get(name) == "0" else number_asked(request, name)


def date_asked(request: HttpRequest, name: str) -> date | None:
    try:
        asked = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return asked if 1970 <= asked.year < 2100 else None
