"""What colleagues may read as the measure for a new capture: how rare its words are, and which sessions are like it.

Only articles that everybody may read are looked at, so that a proposal never tells about another one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Sum

from knowledge.enums import SuggestionKind, SuggestionState, Visibility
from knowledge.folding import SEED, config_for
from knowledge.models import Article, Passage, Suggestion, Vocabulary
from knowledge.understanding.phrases import Rarity, cosine, forms_of, stems
from knowledge.understanding.topics import Neighbour, Text, characteristic_words, vector
from peerlearn.core.statements import run

LOOKED_AT = 60  # articles that share a telling word
COUNTED = 12  # of them, the most similar
LEAST_LIKE = 0.08
TELLING_WORDS = 12
PASSAGES = 150  # of each, about the first hour

_SHARING = f"""
SELECT p.article_id
FROM unnest(%s::text[], %s::float8[]) AS wanted (word, weight)
CROSS JOIN (SELECT %s::text AS config OFFSET 0) c
CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector(c.config::regconfig, wanted.word))) stem
JOIN knowledge_posting p ON p.lexeme = hashtextextended(stem, {SEED})
JOIN knowledge_searchdocument d ON d.article_id = p.article_id AND d.is_open
WHERE p.article_id <> %s
GROUP BY p.article_id ORDER BY sum(wanted.weight) DESC, p.article_id LIMIT %s
"""  # noqa: S608 -- a constant


def rarity_of(words: Iterable[str]) -> Rarity:
    """How rare these words are, each as its stem."""
    forms = {form for word in set(words) for form in forms_of(word)}
    uses = dict(Vocabulary.objects.filter(word__in=forms).values_list("word", "uses"))
    return Rarity(uses, Vocabulary.objects.aggregate(total=Sum("uses"))["total"] or 0)


def neighbours_of(article: Article, text: Text, rarity: Rarity) -> list[Neighbour]:
    """The articles that are most like this one, with what people filed them under or did not want them filed under."""
    own = vector(text, rarity)
    words = {word: own[word] for word in characteristic_words(text, rarity, most=TELLING_WORDS)}
    texts = _texts_of(_sharing(words, besides=article))
    alike = sorted(((cosine(own, vector(other, rarity)), pk) for pk, other in texts.items()), reverse=True)
    chosen = [(likeness, pk) for likeness, pk in alike[:COUNTED] if likeness >= LEAST_LIKE]
    filed, dismissed = _filed([pk for _, pk in chosen]), _dismissed([pk for _, pk in chosen])
    return [Neighbour(likeness, frozenset(filed[pk]), frozenset(dismissed[pk])) for likeness, pk in chosen]


def sharing_words(article: Article, text: Text) -> list[int]:
    """The open articles that share the most telling words of `text`, which stands for the article; best first."""
    rarity = rarity_of([*stems(text.title), *stems(text.notes)])
    own = vector(text, rarity)
    words = {word: own[word] for word in characteristic_words(text, rarity, most=TELLING_WORDS)}
    return _sharing(words, besides=article)


def _sharing(weights: Mapping[str, float], *, besides: Article) -> list[int]:
    """The open articles in the same language that share the most telling of these words, best first."""
    config = config_for(besides.language)
    parameters = [list(weights), list(weights.values()), config, besides.pk, LOOKED_AT]
    return [row[0] for row in run(_SHARING, parameters)]


def _texts_of(ids: Sequence[int]) -> dict[int, Text]:
    spoken = defaultdict(list)
    said = Passage.objects.shown().filter(article__in=ids, number__lte=PASSAGES).order_by("article", "number")
    for pk, text in said.values_list("article", "text"):
        spoken[pk].append(text)
    everybodys = Article.objects.published().filter(pk__in=ids, visibility=Visibility.EVERYBODY)
    rows = everybodys.values_list("pk", "title", "summary", "body")
    return {pk: Text(title, f"{summary}\n{body}", spoken[pk]) for pk, title, summary, body in rows}


def _filed(ids: Sequence[int]) -> dict[int, list[str]]:
    names = defaultdict(list)
    rows = Article.topics.through.objects.filter(article_id__in=ids).values_list("article_id", "topic__name")
    for pk, name in rows:
        names[pk].append(name)
    return names


def _dismissed(ids: Sequence[int]) -> dict[int, list[str]]:
    names = defaultdict(list)
    decided = Suggestion.objects.filter(
        article__in=ids, kind=SuggestionKind.TOPIC, state=SuggestionState.DISMISSED
    ).values_list("article", "text")
    for pk, name in decided:
        names[pk].append(name)
    return names
