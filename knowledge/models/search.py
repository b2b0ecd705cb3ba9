"""What search looks through, kept apart from the texts so that a common word does not drag them in.

Rows are derived: `knowledge.services.indexing` writes them, nobody else, and they may be rebuilt at any time.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from knowledge.models.article import Article, Snippet


class SearchDocument(models.Model):
    """One article as search ranks it. A trigger writes each change down as a `ChangedDocument`.

    `is_open` says that every colleague may find it; what is not open is checked against the article's own visibility
    in each search. `freshness`, `trust` and `reuse` speak for it, or against it, before a word is read.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    config = models.CharField(max_length=10)
    is_open = models.BooleanField()
    freshness = models.FloatField()
    trust = models.FloatField()
    reuse = models.FloatField()

    def __str__(self) -> str:
        return str(self.article)


class Lexeme(models.Model):
    """A stem of one language. `id` is a hash of both, so that postings need not wait for whoever adds a word first.

    `df` counts the articles that have it, closed ones too: it weighs words and is never shown.
    """

    id = models.BigIntegerField(primary_key=True)
    config = models.CharField(max_length=10)
    word = models.TextField(db_collation="C")
    df = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["config", "word"], name="lexeme_beginning")]

    def __str__(self) -> str:
        return self.word


class Posting(models.Model):
    """That an article has a word, and how much of it.

    `weight`, of 10,000, is the BM25 share of the word over title, topics and people, notes and speech; how rare the
    word is comes in when somebody asks. `places` are the numbers of the passages that say it, two bytes each, those
    that say it most often first; 0 stands for what is written. No foreign key is checked in the database: that would
    take longer than everything else, and what an article left behind is joined to nothing.
    """

    pk = models.CompositePrimaryKey("lexeme", "article")
    lexeme = models.BigIntegerField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    weight = models.SmallIntegerField()
    places = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.lexeme} in {self.article_id}"


class PackedPostings(models.Model):
    """Who has a frequent word, and how much of it, as it was when everything was packed: the numbers of the articles,
    four bytes each, in order, and the weights of their postings, two bytes each.
    """

    lexeme = models.BigIntegerField(primary_key=True)
    articles = models.BinaryField()
    weights = models.BinaryField()

    def __str__(self) -> str:
        return str(self.lexeme)


class PackedDocuments(models.Model):
    """All search documents as they were when everything was packed, in one row: the number of each article in four
    bytes, whether it is open in two, and the sum of what speaks for it as a float in eight.
    """

    version = models.UUIDField(primary_key=True)
    articles = models.BinaryField()
    is_open = models.BinaryField()
    priors = models.BinaryField()

    def __str__(self) -> str:
        return str(self.version)


class ChangedDocument(models.Model):
    """That a search document came, changed or went since everything was packed. Rows are only added and removed, so
    that nobody waits for anybody else.
    """

    article_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.article_id)


class WrittenWords(models.Model):
    """Each word of an article's title, topics, people and notes as it stands with the one after it, for phrases."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="+")
    exact = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["exact"], name="written_exact", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.article)


class SnippetWords(models.Model):
    """The words of a snippet, as they stand and as stems."""

    snippet = models.OneToOneField(Snippet, on_delete=models.CASCADE, primary_key=True, related_name="+")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="snippet_words", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.snippet)


class Vocabulary(models.Model):
    """A word that occurs in what every colleague may find, for "did you mean"."""

    word = models.CharField(max_length=30, primary_key=True)
    uses = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word
