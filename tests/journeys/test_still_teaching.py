"""My March session helped 43 people, six of whom had not joined when I gave it: what is used again is counted.

A click on "copy" puts the text on the clipboard and is counted, from the article and from the results of a search; so
is what was really played of a recording, wherever in it that was.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Page, expect

from knowledge.models import Article, Copied, Helped, Snippet, Watched
from knowledge.services.capture import set_recording_file
from knowledge.services.indexing import index_articles
from tests.factories.knowledge import SnippetFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.journeys.interactions import Mouse
from tests.journeys.recordings import silence

GIVEN = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ENOUGH = 120  # seconds
SEE_IT = 1
COPY_IT = 1


@pytest.fixture
def article(alice) -> Article:
    session = held_session(alice, title="Twenty interviews, one slide", starts_at=GIVEN, held_at=GIVEN)
    return capture_of(session, published_at=GIVEN + timedelta(days=1), dated_at=GIVEN)


@pytest.fixture
def snippet(article: Article) -> Snippet:
    snippet = SnippetFactory(article=article)
    index_articles([article.pk])
    return snippet


@pytest.mark.django_db(transaction=True)
def test_teacher_hears_that_the_march_session_helped_people_who_had_not_joined(
    signed_in: Callable[..., Page], article: Article, alice
) -> None:
    for people, hired in ((37, date(2020, 1, 1)), (6, date(2026, 5, 1))):
        helped = [UserFactory(start_date=hired) for _ in range(people)]
        Helped.objects.bulk_create(Helped(article=article, user=person) for person in helped)

    teacher = Mouse(signed_in(alice))

    impact = teacher.page.get_by_role("region", name="What your teaching did")
    expect(impact).to_contain_text("43")
    expect(impact).to_contain_text("people were helped by what you taught on 14 March.")
    expect(impact).to_contain_text("6 of them had not joined when you gave it.")
    teacher.begin()
    teacher.click(impact.get_by_role("link", name="Twenty interviews, one slide"))
    behind = teacher.page.get_by_role("region", name="Still teaching")
    expect(behind.locator(".figure")).to_have_text("43")
    expect(behind).to_contain_text("6 of them had not joined when you gave it.")
    teacher.at_most(SEE_IT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["article", "search"])
def test_copy_fills_the_clipboard_and_is_counted(
    signed_in: Callable[..., Page], snippet: Snippet, bob, address: str
) -> None:
    reader = Mouse(signed_in(bob, permissions=["clipboard-read", "clipboard-write"]))
    reader.open("/wiki/search/?q=disagreement" if address == "search" else snippet.article.get_absolute_url())
    reader.begin()

    with reader.page.expect_response("**/copied/") as answer:
        reader.click(reader.page.locator(".snippet").get_by_role("button", name="Copy"))

    assert answer.value.status == 204
    assert reader.page.evaluate("navigator.clipboard.readText()") == snippet.text
    reader.at_most(COPY_IT)
    assert list(Copied.objects.values_list("snippet", "user")) == [(snippet.pk, bob.pk)]
    reader.open(snippet.article.get_absolute_url())
    expect(reader.page.locator(".snippet")).to_contain_text("copied by 1")


@pytest.mark.django_db(transaction=True)
def test_text_that_is_marked_and_copied_by_hand_is_counted(
    signed_in: Callable[..., Page], snippet: Snippet, bob
) -> None:
    page = signed_in(bob)
    page.goto(snippet.article.get_absolute_url())

    with page.expect_response("**/copied/"):
        page.locator(".snippet pre").select_text()
        page.keyboard.press("ControlOrMeta+c")

    assert Copied.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_seconds_that_were_played_count_and_a_jump_does_not(
    signed_in: Callable[..., Page], article: Article, bob
) -> None:
    set_recording_file(article, file=ContentFile(silence(900), name="talk.wav"), by=article.teachers()[0])
    page = signed_in(bob)
    page.goto(article.get_absolute_url())
    played_before = ENOUGH - 2
    Watched.objects.create(article=article, user=bob, day=timezone.localdate(), seconds=played_before)

    with page.expect_response("**/watched/"):
        page.evaluate(
            """() => {
                const sound = document.querySelector("audio");
                sound.addEventListener("timeupdate", () => { if (sound.currentTime > 603) sound.pause(); });
                sound.currentTime = 600;
                return sound.play();
            }"""
        )

    assert ENOUGH <= Watched.objects.get().seconds <= ENOUGH + 10
