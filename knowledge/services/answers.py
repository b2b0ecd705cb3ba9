"""Where a capture answers what colleagues had asked for: the passage nearest to the words of each request."""

from knowledge.folding import config_for
from knowledge.models import Article
from knowledge.query import parse_query
from knowledge.selectors.matching import Match, best_passages
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
    query = parse_query(question)
    if not query.words:
        return None
    passages = best_passages(query, [Match(article.pk, config_for(article.language))], each=1)
    return int(passages[0].starts) if passages and passages[0].starts is not None else None
