"""Where a capture answers what colleagues had asked for: the passage nearest to the words of each request."""

from knowledge.models import Article
from knowledge.query import any_word_of
from knowledge.selectors.finding import find
from knowledge.selectors.matching import best_matches, best_passages
from rituals.models import TopicRequest
from rituals.services.requests import note_answer


def note_answers(article: Article) -> None:
    """Tell every request that the article's session answers the second at which it is answered, if one is known."""
    if article.session_id is None:
        return
    for request in TopicRequest.objects.filter(session=article.session_id):
        second = _second_that_answers(article, request.title)
        if second != request.answered_at_second:
            note_answer(request, second)


def _second_that_answers(article: Article, question: str) -> int | None:
    """Where most of the words of the question are said at once; a session may answer without having all of them."""
    query, only = any_word_of(question), Article.objects.filter(pk=article.pk)
    found = find(query, besides=[article.pk], among=only)
    passages = best_passages(best_matches(found, start=0, size=1), each=1)
    return int(passages[0].starts) if passages and passages[0].starts is not None else None
