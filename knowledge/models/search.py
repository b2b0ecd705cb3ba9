"""What search looks through, kept apart from the texts so that a common word does not drag them in.

Rows are derived: `knowledge.services.indexing` writes them, nobody else, and they may be rebuilt at any time.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from knowledge.folding import CONFIGS
from knowledge.models.article import Article


class SearchDocument(models.Model):
    """One article as words.

    `words` has everything (title A, topics and people B, notes C, spoken D), `brief` only what is short enough to
    rank every match by. `prior` favours what is fresh, searchable and helped others. `is_open` says that every
    colleague may find it; what is not open is checked against the article's own visibility in each search.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    config = models.CharField(max_length=10)
    is_open = models.BooleanField()
    prior = models.FloatField()
    brief = SearchVectorField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            *(
                GinIndex(
                    fields=["words"],
                    name=f"search_words_{config}",
                    condition=models.Q(config=config),
                    fastupdate=False,
                )
                for config in CONFIGS
            ),
            models.Index(fields=["article"], name="search_not_open", condition=models.Q(is_open=False)),
        ]

    def __str__(self) -> str:
        return str(self.article)


class Vocabulary(models.Model):
    """A word that occurs in what every colleague may find, for "did you mean"."""

    word = models.CharField(max_length=30, primary_key=True)
    uses = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word
