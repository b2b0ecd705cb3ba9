"""German is complete, whatever is added, and reaches whoever chose it: pages, mails and dates."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.translation.template import templatize

from peerlearn.formats.de.formats import GERMAN
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.notices.sessions import PLACE_FREE, place_key
from tests.factories.rituals import RSVPFactory, SessionFactory

ROOT = Path(settings.BASE_DIR)
HOUSES = ["peerlearn", "rituals", "knowledge", "recognition", "metrics", "templates"]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+0 #]*[\d.]*[a-z%]|</?\w+>")
DATED = re.compile(r'(?:date:|date_format\([^"\n]*|style=)"([^"\n]*\bj [FM][^"\n]*)"')


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (ROOT / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="de", abort_invalid=True)


def texts() -> Iterator[tuple[Path, str]]:
    for house in HOUSES:
        for path in (ROOT / house).rglob("*.*"):
            if path.suffix in {".py", ".html", ".txt"}:
                yield path, path.read_text()


def said_in(path: Path, text: str) -> Iterator[tuple[str | None, str]]:
    """Context and words of everything that a file asks to be translated."""
    if path.suffix != ".py":
        # What is left of a template reads as Python once its lines stand at the margin.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    keywords = DEFAULT_KEYWORDS | {"gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
    for _line, words, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=keywords):
        yield context, words if isinstance(words, str) else words[0]


def forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def entries(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def test_german_has_every_word_of_the_product_and_no_other(catalog: Catalog) -> None:
    said = {words for path, text in texts() for words in said_in(path, text)}

    translated = {(message.context, forms(message.id)[0]) for message in entries(catalog)}

    assert translated ^ said == set()


def test_german_entries_are_all_written_and_none_is_a_guess(catalog: Catalog) -> None:
    assert [message.id for message in entries(catalog) if message.fuzzy] == []
    assert [message.id for message in entries(catalog) if not all(forms(message.string))] == []


def test_german_entries_keep_placeholders_and_tags(catalog: Catalog) -> None:
    for message in entries(catalog):
        given = [sorted(PLACEHOLDER.findall(words)) for words in forms(message.id)]
        assert [sorted(PLACEHOLDER.findall(words)) for words in forms(message.string)] == given, message.id


def test_german_dates_know_every_format_with_a_day_in_it() -> None:
    used = {style for _path, text in texts() for style in DATED.findall(text)}

    assert used - set(GERMAN) == set()


@pytest.fixture
def german(bob: User) -> User:
    bob.language = "de"
    bob.save()
    return bob


def test_page_of_a_german_speaks_german_whatever_the_browser_asks(client_of, german: User, monday: datetime) -> None:
    SessionFactory(starts_at=datetime(2026, 12, 3, 13, tzinfo=UTC))

    response = client_of(german).get("/", headers={"accept-language": "en"})

    page = response.content.decode()
    assert response.headers["Content-Language"] == "de"
    assert '<html lang="de"' in page
    assert "Deine nächsten Termine" in page


def test_page_of_a_session_writes_its_date_as_germans_do(client_of, german: User, monday: datetime) -> None:
    session = SessionFactory(starts_at=datetime(2026, 12, 3, 13, tzinfo=UTC))

    page = client_of(german).get(f"/sessions/{session.pk}/").content.decode()

    assert "Donnerstag, 3. Dezember 2026, 14:00" in page


def test_page_of_an_english_reader_stays_english_in_a_german_browser(client_of, bob: User) -> None:
    response = client_of(bob).get("/", headers={"accept-language": "de"})

    assert response.headers["Content-Language"] == "en"
    assert "Your next sessions" in response.content.decode()


@pytest.mark.django_db
def test_sign_in_page_follows_the_browser() -> None:
    page = Client().get("/accounts/login/", headers={"accept-language": "de-CH"}).content.decode()

    assert '<html lang="de"' in page
    assert "Passwort vergessen?" in page


def test_mail_to_a_german_is_german(german: User) -> None:
    now = timezone.now()
    tomorrow = now + timedelta(days=1)
    session = SessionFactory(title="Angebote in Excel", starts_at=tomorrow, place="Aare")
    rsvp = RSVPFactory(session=session, user=german)
    enqueue([Draft(kind=PLACE_FREE, recipient=german, object_key=place_key(rsvp), due_at=now, expires_at=tomorrow)])

    sweep()

    letter = mail.outbox[0]
    assert letter.subject == "Du hast einen Platz: Angebote in Excel"
    assert "Du bekommst das, weil du dich auf die Warteliste gesetzt hast." in letter.body
    assert "Raum: Aare" in letter.body
