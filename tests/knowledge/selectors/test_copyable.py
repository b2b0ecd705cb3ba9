import pytest

from knowledge.enums import Visibility
from knowledge.models import Snippet
from knowledge.query import parse_query
from knowledge.selectors.copyable import best_snippets
from knowledge.selectors.openness import closed_but_to
from knowledge.services.indexing import index_articles
from peerlearn.people.models import User
from tests.factories.knowledge import SnippetFactory, TilFactory


def found(query: str, user: User, *, typing: bool = False) -> list[Snippet]:
    matches = best_snippets(parse_query(query, typing=typing), besides=closed_but_to(user))
    return [Snippet.objects.get(pk=match.snippet_id) for match in matches]


@pytest.mark.parametrize(
    ("query", "typing", "hits"),
    [
        ("disagreements", False, True),
        ("interviewees differ", False, True),
        ("differ", False, True),
        ("disagreeme", True, True),
        ("disagreeme", False, False),
        ("disagreement zucchini", False, False),
    ],
)
def test_snippet_is_found_by_each_form_of_all_its_words(query: str, typing: bool, hits: bool, bob: User) -> None:
    snippet = SnippetFactory(title="Ask for disagreement", text="List what interviewees differ on.")
    index_articles([snippet.article_id])

    assert found(query, bob, typing=typing) == ([snippet] if hits else [])


def test_snippet_of_a_closed_article_is_for_its_author(alice: User, bob: User) -> None:
    snippet = SnippetFactory(article=TilFactory(author=alice, visibility=Visibility.AUTHOR))
    index_articles([snippet.article_id])

    assert (found("disagreement", alice), found("disagreement", bob)) == ([snippet], [])
