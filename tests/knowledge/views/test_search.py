"""The search page, the list of the palette, the lines of one article, and what is reported when a result is opened."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.enums import Visibility
from knowledge.models import Copied, Passage, SearchLog
from knowledge.services.indexing import index_articles, rebuild_vocabulary
from peerlearn.people.models import User
from peerlearn.topics.models import Synonym, Topic
from rituals.services.requests import ask_to_learn
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.rituals import AttendanceFactory

TALK = "**Alice Teacher:** [00:05] Number every interview before 1 < 2 begin.\n\n**Guest:** [00:40] Why is that?\n"
LINES = "".join(
    f"**Alice Teacher:** [0{minute}:00] Interview {minute} is told with a name.\n\n**Guest:** And then?\n\n"
    for minute in range(1, 7)
)
PAGE, PALETTE = "/wiki/search/", "/wiki/search/palette/"
SignIn = Callable[[User], Client]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def heads(html: str) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", html)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, {"q": "interview"}).status_code == 200
    return len(queries)


def test_page_shows_the_passage_with_a_link_to_its_second(alice: User, bob: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice), transcript=TALK)

    page = client_of(bob).get(PAGE, {"q": "number interview"}).content.decode()

    number = Passage.objects.get(starts=5).number
    assert f'href="/wiki/{article.slug}/?t=3#p{number}"' in page
    assert "<mark>Number</mark> every <mark>interview</mark> before 1 &lt; 2 begin" in page
    assert list(SearchLog.objects.values_list("query", "results")) == [("number interview", 1)]


def test_page_groups_what_was_found(alice: User, bob: User, client_of: SignIn) -> None:
    capture_of(held_session(alice, title="Interviews"), transcript=TALK)
    capture_of(held_session(alice, title="Interview talk", starts_at=timezone.now() - timedelta(days=90)))
    til = TilFactory(title="Interview tricks", author=alice)
    snippet = SnippetFactory(article=til, title="Interview prompt", text="Ask the interview twice")
    Copied.objects.create(article=til, snippet=snippet, user=bob, day=timezone.localdate())
    index_articles([til.pk])
    ask_to_learn("Interview people who are shy", by=alice)

    page = client_of(bob).get(PAGE, {"q": "interview"}).content.decode()

    assert set(heads(page)) == {
        "Copy",
        "Best answer, spoken",
        "Sessions",
        "Short shares",
        "People who teach this",
        "Asked for",
        "Not what you need?",
    }
    assert "used by 1" in text_of(page)
    assert "Interview people who are shy" in page


@pytest.mark.parametrize(("address", "most"), [(PAGE, 30), (PALETTE, 22)])
def test_search_asks_as_many_queries_for_three_results_as_for_one(
    address: str, most: int, alice: User, bob: User, charlie: User, client_of: SignIn
) -> None:
    client = client_of(bob)
    asked = []
    for number, author in enumerate((alice, charlie, bob)):
        til = TilFactory(title=f"Interview {number}", author=author)
        SnippetFactory(article=til, title="Interview", text=f"Interview prompt {number}")
        capture_of(
            held_session(author, title=f"Interview talk {number}"), transcript=TALK, topics=("Interviews", f"T{number}")
        )
        held_session(author, title=f"Interview that nobody kept {number}")
        index_articles([til.pk])
        ask_to_learn(f"Interview {number}", by=author)
        client.get(address, {"q": "interview"})
        asked.append(queries_of(client, address))

    assert asked[2] == asked[0] <= most


def test_part_of_the_page_is_answered_while_somebody_types(alice: User, client_of: SignIn) -> None:
    TilFactory(title="Interviews")
    headers = {"HX-Request": "true", "HX-Target": "results"}

    page = client_of(alice).get(PAGE, {"q": "interv"}, headers=headers).content.decode()

    assert 'id="results"' in page
    assert "<html" not in page
    assert "Interviews" in text_of(page)


def test_keystrokes_on_page_and_palette_are_kept_as_one_search(alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    for typed in ("xyl", "xylo", "xylophone"):
        client.get(PALETTE, {"q": typed})
    client.get(PAGE, {"q": "xylophone"})

    assert list(SearchLog.objects.values_list("query", "results")) == [("xylophone", 0)]


def test_palette_lists_options_of_every_kind(alice: User, bob: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice, title="Twenty interviews"), transcript=TALK)
    snippet = SnippetFactory(article=article, title="Interview prompt", text="Ask the <interview> twice")
    index_articles([article.pk])
    ask_to_learn("Interview people who are shy", by=alice)

    listed = client_of(bob).get(PALETTE, {"q": "interview"}).content.decode()

    assert re.findall(r'id="option-([a-z]+)', listed) == ["copy", "found", "person", "request"]
    assert f'<span hidden id="palette-snippet-{snippet.pk}">Ask the &lt;interview&gt; twice</span>' in listed
    assert "Alice Teacher 0:05, Twenty interviews" in listed
    assert f'data-found="{article.pk}"' in listed
    assert "<html" not in listed


def test_palette_without_words_lists_what_was_joined_and_where_one_can_go(
    alice: User, bob: User, client_of: SignIn
) -> None:
    joined = capture_of(held_session(alice, title="I was there"))
    capture_of(held_session(alice, title="I was not"))
    AttendanceFactory(session=joined.session, user=bob)

    listed = client_of(bob).get(PALETTE).content.decode()

    assert f'id="option-joined-{joined.pk}"' in listed
    assert "I was not" not in listed
    assert 'id="option-go-calendar"' in listed
    assert SearchLog.objects.count() == 0


@pytest.mark.parametrize("address", [PAGE, PALETTE])
def test_search_shows_nothing_that_the_reader_may_not_open(
    address: str, alice: User, bob: User, client_of: SignIn
) -> None:
    secret = TilFactory(title="Salary bands", author=alice, visibility=Visibility.AUTHOR)
    SnippetFactory(article=secret, title="Salary bands", text="Salary of everybody: 4711")
    index_articles([secret.pk])
    rebuild_vocabulary()

    for query in ("salary", '"salary bands"', "salari bands"):
        shown = client_of(bob).get(address, {"q": query}).content.decode()
        assert "4711" not in shown
        assert "Salary bands" not in shown
    assert "4711" in client_of(alice).get(address, {"q": "salary"}).content.decode()


def test_facets_count_all_results_and_lead_to_fewer(alice: User, bob: User, client_of: SignIn) -> None:
    capture_of(held_session(alice, title="Prompt talk"), topics=("Prompts",))
    TilFactory.create_batch(24, title="Prompt trick", author=bob)
    client = client_of(bob)

    page = client.get(PAGE, {"q": "prompt"}).content.decode()
    narrowed = client.get(PAGE, {"q": "prompt", "kind": "session"}).content.decode()

    assert re.search(r'href="\?q=prompt&amp;kind=til"><span>Short share</span><span class="count">24</span>', page)
    assert re.search(r'href="\?q=prompt&amp;topic=prompts"><span>Prompts</span><span class="count">1</span>', page)
    assert "1 result for" in text_of(narrowed)
    assert re.search(r'<a class="btn btn-s" href="\?q=prompt"><span class="vh">Remove </span>Session', narrowed)


def test_i_was_there_leaves_what_the_reader_joined(alice: User, bob: User, charlie: User, client_of: SignIn) -> None:
    joined = capture_of(held_session(alice, title="Prompt talk of mine"))
    capture_of(held_session(alice, title="Prompt talk of others"))
    AttendanceFactory(session=joined.session, user=bob)

    mine = client_of(bob).get(PAGE, {"q": "prompt", "there": "1"}).content.decode()
    others = client_of(charlie).get(PAGE, {"q": "prompt", "there": "1"}).content.decode()

    assert "talk of mine" in mine
    assert "talk of others" not in mine
    assert "2 results without narrowing" in text_of(others)
    assert "talk of mine" not in others


def test_other_names_of_a_topic_are_looked_for_and_named(bob: User, client_of: SignIn) -> None:
    Synonym.objects.create(topic=Topic.objects.create(name="Kubernetes"), word="k8s")
    TilFactory(title="Kubernetes for two")

    page = text_of(client_of(bob).get(PAGE, {"q": "k8s"}).content.decode())

    assert "1 result for k8s also: Kubernetes" in page


def test_typo_leads_to_what_was_meant_with_its_signs(bob: User, client_of: SignIn) -> None:
    TilFactory(title="Summarise client interviews")
    rebuild_vocabulary()

    page = client_of(bob).get(PAGE, {"q": "sumarise -contracts", "kind": "til"}).content.decode()

    assert '<a href="?q=summarise+-contracts&amp;kind=til">summarise -contracts</a>?' in page


def test_nothing_found_is_one_click_from_a_request(bob: User, client_of: SignIn) -> None:
    page = client_of(bob).get(PAGE, {"q": 'keep "the <outlier>"'}).content.decode()

    assert "Nobody has said this yet" in page
    assert '<input type="hidden" name="title" value="keep &quot;the &lt;outlier&gt;&quot;">' in page


def test_result_says_why_it_stands_there_and_how_far_it_can_be_relied_upon(
    alice: User, bob: User, client_of: SignIn
) -> None:
    article = capture_of(held_session(alice, title="Interviews"), transcript=TALK, body="On interviews.")
    article.helped.create(user=bob)

    page = text_of(client_of(bob).get(PAGE, {"q": "interview"}).content.decode())

    assert "Words in the title, said in 1 line and in the notes" in re.sub(r"(Words|Age|Use)", r"\1 ", page).replace(
        "  ", " "
    )
    assert "helped 1 person" in page
    assert " old " in page.replace("\xa0", " ")


def test_more_lines_of_a_session_have_an_address(alice: User, bob: User, client_of: SignIn) -> None:
    article = capture_of(held_session(alice, title="Interviews"), transcript=LINES)
    client = client_of(bob)

    page = text_of(client.get(PAGE, {"q": "interview name"}).content.decode())
    lines = client.get(f"/wiki/search/lines/{article.slug}/", {"q": "interview name"}).content.decode()
    part = client.get(
        f"/wiki/search/lines/{article.slug}/",
        {"q": "interview name"},
        headers={"HX-Request": "true", "HX-Target": f"lines-{article.pk}"},
    ).content.decode()

    assert "3 more lines in this session" in page
    assert re.findall(r"<time>|Play from (\d:\d\d)", lines) == [f"{minute}:00" for minute in range(1, 7)]
    assert "6 lines say" in text_of(lines)
    assert "<html" not in part
    assert part.count('class="passage"') == 6


def test_lines_of_an_article_that_is_not_for_the_reader_are_404(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(title="Salaries", author=alice, visibility=Visibility.AUTHOR)

    assert client_of(bob).get(f"/wiki/search/lines/{til.slug}/", {"q": "salaries"}).status_code == 404


def test_opened_result_is_kept_at_its_search(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(title="Interviews", author=alice)
    client = client_of(bob)
    client.get(PALETTE, {"q": "interv"})

    assert client.post("/wiki/search/opened/", {"found": til.pk, "q": "interv"}).status_code == 204
    assert list(SearchLog.objects.values_list("query", "clicked")) == [("interv", til.pk)]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({"found": "x", "q": "a"}, 422),
        ({"found": "9" * 400, "q": "a"}, 422),
        ({"found": "1", "q": "a\x00b"}, 422),
        ({"found": "1", "q": "a" * 201}, 422),
        ({"found": "2147483647", "q": "a"}, 404),
    ],
)
def test_report_that_makes_no_sense_is_refused(form: dict[str, str], status: int, bob: User, client_of: SignIn) -> None:
    response = client_of(bob).post("/wiki/search/opened/", form)

    assert response.status_code == status
    assert SearchLog.objects.count() == 0


def test_report_needs_a_post_and_a_visible_article(alice: User, bob: User, client_of: SignIn) -> None:
    til = TilFactory(title="Salaries", author=alice, visibility=Visibility.AUTHOR)

    assert client_of(bob).get("/wiki/search/opened/").status_code == 405
    assert client_of(bob).post("/wiki/search/opened/", {"found": til.pk, "q": "salaries"}).status_code == 404


@pytest.mark.parametrize("address", [PAGE, PALETTE])
@pytest.mark.parametrize(
    "query", ["'", "%", "<-> & | !", '"', "-", "OR", ":*", "\\", "\u202e", "<script>alert(1)</script>"]
)
def test_search_of_anything_is_a_page(query: str, address: str, alice: User, client_of: SignIn) -> None:
    asked = {"q": query, "page": "-1", "speaker": "9" * 30, "after": "32.13.", "kind": "x", "topic": "'", "there": "?"}

    response = client_of(alice).get(address, asked)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("address", [PAGE, PALETTE])
def test_query_of_ten_thousand_signs_is_refused_in_words(address: str, alice: User, client_of: SignIn) -> None:
    page = client_of(alice).get(address, {"q": "x" * 10_000}).content.decode()

    assert "Search for at most 200 characters." in page
    assert "x" * 201 not in page
    assert SearchLog.objects.count() == 0


@pytest.mark.parametrize("page", ["-1", "0", "abc", "1" + "0" * 400, "1.5", "²"])
def test_page_that_is_no_number_is_the_first(page: str, alice: User, client_of: SignIn) -> None:
    TilFactory(title="Interviews")

    shown = client_of(alice).get(PAGE, {"q": "interviews", "page": page, "per_page": "1000000", "sort": "password"})

    assert "<mark>Interviews</mark>" in shown.content.decode()


@pytest.mark.parametrize("address", ["/wiki/search/?q=a%00b", "/wiki/search/?q=%ff", "/wiki/search/palette/?q=%00"])
def test_address_that_cannot_be_stored_is_refused(address: str, alice: User, client_of: SignIn) -> None:
    assert client_of(alice).get(address).status_code == 400


@pytest.mark.parametrize("address", [PAGE, PALETTE, "/wiki/unanswered/", "/wiki/search/lines/x/"])
def test_search_without_sign_in_leads_to_it(address: str, client: Client, db: None) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/")
