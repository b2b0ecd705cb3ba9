"""The people of the demo company: names, jobs and places, drawn from `words/people.toml`.

Same random generator and count, same people: the reference case promises the same rows for the same seed.
"""

import random
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MAIL_DOMAIN = "hollisbrandt.example"

_WORDS = Path(__file__).parent / "words" / "people.toml"
_SPELLED_OUT = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "ä": "ae", "ö": "oe", "ü": "ue"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "æ": "ae", "đ": "d"}
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo company. `seniority` counts the job titles of the function from 0, the most junior."""

    first: str
    last: str
    email: str
    job_title: str
    seniority: int
    function: str
    city: str
    time_zone: str

    @property
    def full_name(self) -> str:
        return f"{self.first} {self.last}"


@cache
def functions() -> tuple[str, ...]:
    """The names of the company's functions, in the order in which people are spread over them."""
    return tuple(_words()["job_titles"])


def people(rng: random.Random, count: int) -> list[Person]:
    """`count` people with distinct addresses, spread evenly over the functions.

    Full names are distinct as well while the bank holds at least twice as many as are asked for; a larger company
    has namesakes, as real ones do.
    """
    words = _words()
    available = sum(len(words["first"][origin]) * len(words["last"][origin]) for origin in words["first"])
    distinct = 2 * count <= available
    found: list[Person] = []
    names: set[str] = set()
    addresses: set[str] = set()
    while len(found) < count:
        function = functions()[len(found) % len(functions())]
        person = _person(rng, words, function, addresses)
        if not distinct or person.full_name not in names:
            names.add(person.full_name)
            addresses.add(person.email)
            found.append(person)
    return found


def email_of(first: str, last: str, taken: set[str]) -> str:
    """An ASCII address of this person that is not taken: a number follows the name where it must."""
    local = f"{_ascii(first)}.{_ascii(last)}"
    number = 1
    while (address := f"{local}{number if number > 1 else ''}@{MAIL_DOMAIN}") in taken:
        number += 1
    return address


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def _person(rng: random.Random, words: Mapping[str, Any], function: str, taken: set[str]) -> Person:
    (city,) = rng.choices(words["cities"], [city["share"] for city in words["cities"]])
    (origin,) = rng.choices(list(city["origins"]), list(city["origins"].values()))
    first, last = rng.choice(words["first"][origin]), rng.choice(words["last"][origin])
    titles = words["job_titles"][function]
    (seniority,) = rng.choices(range(len(titles)), words["seniority_shares"][: len(titles)])
    return Person(
        first=first,
        last=last,
        email=email_of(first, last, taken),
        job_title=titles[seniority],
        seniority=seniority,
        function=function,
        city=city["name"],
        time_zone=city["time_zone"],
    )


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(_SPELLED_OUT)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum() or letter == "-")
