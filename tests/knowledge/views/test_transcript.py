import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from knowledge.enums import Visibility
from knowledge.models import Article, Correction, Passage, Recording
from knowledge.selectors.transcript import PART
from knowledge.services.capture import open_article, set_recording_file
from peerlearn.people.models import User
from tests.factories.knowledge import capture_of, held_session
from tests.journeys.recordings import silence

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
TALK = "**Alice Teacher:** [00:05] Number every <b>interview</b>.\n\n**Guest:** [00:40] Why is hat?\n"
LINE = "Why is hat?"


@pytest.fixture
def article(alice: User) -> Article:
    return capture_of(held_session(alice), transcript=TALK)


def address(article: Article, name: str, *rest: int) -> str:
    return reverse(f"knowledge:{name}", args=[article.slug, *rest])


def filled(article: Article, words: int) -> Article:
    """Spoken without a pause for as long as that many words take."""
    said = "and then everybody looks at the table once more " * 7
    Passage.objects.bulk_create(
        Passage(article=article, number=number + 1, starts=number * 20.4, speaker=f"Voice {number % 3}", text=said)
        for number in range(words // 63)
    )
    return article


def cost(client: Client, asked: str) -> tuple[int, int]:
    """Queries and bytes of a page that was opened before."""
    client.get(asked)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(asked)
    return len(queries), len(page.content)


def test_six_hours_cost_no_more_queries_than_a_minute_and_at_most_200_kilobytes(
    alice: User, bob: User, client_of: SignIn
) -> None:
    client = client_of(bob)
    short, long = filled(capture_of(held_session(alice)), 63), filled(capture_of(held_session(alice)), 60_000)
    for article in (short, long):
        set_recording_file(article, file=ContentFile(silence(1), name="talk.wav"), by=alice)

    queries, _bytes = cost(client, short.get_absolute_url())
    long_queries, size = cost(client, long.get_absolute_url())

    assert long_queries == queries
    assert size <= 200_000


def test_another_part_comes_alone_and_without_htmx_with_its_page(alice: User, bob: User, client_of: SignIn) -> None:
    article, client = filled(capture_of(held_session(alice)), 60_000), client_of(bob)

    part = client.get(address(article, "transcript"), {"part": "2"}, headers=HTMX).content.decode()
    page = client.get(address(article, "transcript"), {"part": "2"})

    assert f'id="p{PART + 1}"' in part
    assert "<html" not in part
    assert page["Location"] == f"{article.get_absolute_url()}?part=2"


def test_lines_of_an_own_recording_are_buttons_that_seek(article: Article, alice: User, client_of: SignIn) -> None:
    set_recording_file(article, file=ContentFile(silence(1), name="talk.wav"), by=alice)

    page = client_of(alice).get(article.get_absolute_url()).content.decode()

    assert '<button class="code" type="button" data-seek="5.0">0:05</button>' in page
    assert 'href="?t=5#p1" data-copy-link' in page


@pytest.mark.parametrize(
    ("url", "asked", "words", "opens"),
    [
        ("https://youtu.be/x", "?t=38", "Open the recording at 0:38", "https://youtu.be/x?t=38"),
        ("https://acme.zoom.us/rec/1", "?t=38", "Open the recording", "https://acme.zoom.us/rec/1"),
        ("https://youtu.be/x", "?t=x", "Open the recording", "https://youtu.be/x"),
    ],
)
def test_linked_recording_opens_at_the_second_where_its_link_can_tell(
    url: str, asked: str, words: str, opens: str, article: Article, bob: User, client_of: SignIn
) -> None:
    Recording.objects.create(article=article, url=url)

    page = unescape(client_of(bob).get(article.get_absolute_url() + asked).content.decode())

    assert re.search(rf'href="{re.escape(opens)}"[^>]*>(<svg.*?</svg>)?{words}</a>', page, re.DOTALL)


def test_captions_are_private_web_captions(article: Article, bob: User, client_of: SignIn) -> None:
    answer = client_of(bob).get(address(article, "captions"))

    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert "<v a colleague>Why is hat?" in answer.content.decode()
    assert "Guest" not in answer.content.decode()


@pytest.mark.parametrize("name", ["transcript", "captions", "line", "corrections", "restore_line"])
def test_words_of_a_closed_article_are_not_found(name: str, alice: User, bob: User, client_of: SignIn) -> None:
    closed = capture_of(held_session(alice), transcript=TALK, visibility=Visibility.AUTHOR)
    draft = open_article(held_session(alice))
    correction = Correction.objects.create(article=closed, passage_number=1, former="a", text="b", by=alice)
    rest = {"line": [1], "restore_line": [correction.pk]}.get(name, [])

    for article in (closed, draft):
        asked = address(article, name, *rest)
        assert client_of(bob).get(asked).status_code == (405 if name == "restore_line" else 404)
        if name in ("line", "restore_line"):
            assert client_of(bob).post(asked, {"former": LINE, "text": "x"}).status_code == 404


def test_line_is_corrected_by_whoever_reads_it(article: Article, bob: User, client_of: SignIn) -> None:
    client, asked = client_of(bob), address(article, "line", 2)
    form = client.get(asked)
    assert form.context["form"].initial == {"former": LINE, "text": LINE}

    answer = client.post(asked, {"former": LINE, "text": "Why is\r\n that? "})

    assert answer["Location"] == f"{article.get_absolute_url()}?t=40#p2"
    assert Passage.objects.get(article=article, number=2).text == "Why is that?"


def test_line_is_corrected_in_its_place(article: Article, bob: User, client_of: SignIn) -> None:
    client, asked = client_of(bob), address(article, "line", 2)
    assert "<html" not in client.get(asked, headers=HTMX).content.decode()

    answer = client.post(asked, {"former": LINE, "text": "Why is <i>that</i>?"}, headers=HTMX)

    assert "<p>Why is &lt;i&gt;that&lt;/i&gt;?</p>" in answer.content.decode()
    assert answer["HX-Trigger"] == '{"toast": {"value": "The line is corrected."}}'
    assert client.get(f"{asked}?shown", headers=HTMX).content == answer.content


def test_stale_correction_is_shown_beside_what_stands_now(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    asked = address(article, "line", 2)
    client_of(alice).post(asked, {"former": LINE, "text": "Why is that?"})

    answer = client_of(bob).post(asked, {"former": LINE, "text": "Why, it is a hat!"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has just corrected this line." in page
    assert '<blockquote class="prose">Why is that?</blockquote>' in page
    assert "Why, it is a hat!" in page
    assert Passage.objects.get(article=article, number=2).text == "Why is that?"
    client_of(bob).post(asked, {"former": answer.context["form"]["former"].value(), "text": "Why, it is a hat!"})
    assert Passage.objects.get(article=article, number=2).text == "Why, it is a hat!"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "This field is required."),
        ("x" * 2001, "at most 2000 characters"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_hostile_correction_is_refused(text: str, words: str, article: Article, bob: User, client_of: SignIn) -> None:
    answer = client_of(bob).post(address(article, "line", 2), {"former": LINE, "text": text})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Passage.objects.get(article=article, number=2).text == LINE


@pytest.mark.parametrize("number", [0, 3, 10**20])
def test_line_that_is_not_there_is_not_found(number: int, article: Article, bob: User, client_of: SignIn) -> None:
    assert client_of(bob).get(address(article, "line", number)).status_code == 404
    assert client_of(bob).post(address(article, "restore_line", number)).status_code == 404


def test_corrections_are_told_and_brought_back(article: Article, alice: User, bob: User, client_of: SignIn) -> None:
    client_of(bob).post(address(article, "line", 2), {"former": LINE, "text": "Why is that?"})
    correction = Correction.objects.get()
    page = client_of(alice).get(address(article, "corrections")).content.decode()
    assert "Bob Colleague" in page
    assert "Why is <del>hat</del>?" in page
    assert "Why is <ins>that</ins>?" in page

    for _twice in range(2):
        answer = client_of(alice).post(address(article, "restore_line", correction.pk))
        assert answer["Location"] == address(article, "corrections")

    assert Passage.objects.get(article=article, number=2).text == LINE
    assert Correction.objects.count() == 2


def test_correction_of_another_article_is_not_found(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    other = capture_of(held_session(alice), transcript=TALK)
    correction = Correction.objects.create(article=other, passage_number=2, former="x", text=LINE, by=alice)

    assert client_of(bob).post(address(article, "restore_line", correction.pk)).status_code == 404
    assert Passage.objects.get(article=other, number=2).text == LINE


def test_corrections_ask_as_many_queries_at_three_as_at_one(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    client, asked = client_of(bob), []
    for number in (1, 2, 2):
        line = Passage.objects.get(article=article, number=number)
        client_of(alice).post(address(article, "line", number), {"former": line.text, "text": f"{line.text} Yes."})
        asked.append(cost(client, address(article, "corrections"))[0])

    assert asked == [asked[0]] * 3
