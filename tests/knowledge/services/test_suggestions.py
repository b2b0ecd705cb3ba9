from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.models import Suggestion
from knowledge.services.capture import open_article
from knowledge.services.suggestions import suggest
from peerlearn.people.models import User
from tests.factories.knowledge import held_session


def test_what_was_dismissed_is_not_proposed_again(alice: User) -> None:
    article = open_article(held_session(alice))
    suggest(article, kind=SuggestionKind.SNIPPET, text="List every question.", title="Ask", starts=5)
    Suggestion.objects.update(state=SuggestionState.DISMISSED)

    suggest(article, kind=SuggestionKind.SNIPPET, text="list every QUESTION", title="Again")

    assert list(Suggestion.objects.values_list("title", "starts", "state")) == [("Ask", 5, SuggestionState.DISMISSED)]
