from knowledge.enums import Visibility
from knowledge.models import Article
from knowledge.selectors.beside import related_to
from knowledge.services.indexing import index_articles, rebuild_vocabulary
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from tests.factories.knowledge import TilFactory


def share(title: str, *topics: str, **fields: object) -> Article:
    article = TilFactory(title=title, body="Words.", **fields)
    article.topics.set(find_or_create_topics(topics))
    index_articles([article.pk])
    return article


def test_related_are_those_that_share_telling_words_and_topics(alice: User, bob: User) -> None:
    shown = share("Retrieval for interview notes", "Interviews")
    by_topic = share("Number each interview for retrieval", "Interviews")
    by_word = share("Retrieval without tears")
    share("Cooking for twelve")
    share("Retrieval of interview notes, for me", "Interviews", author=alice, visibility=Visibility.AUTHOR)
    rebuild_vocabulary()

    assert related_to(shown, user=bob) == [by_topic, by_word]
