"""What colleagues said and wrote: articles, recordings, transcripts by passage, snippets, and their reuse."""

from knowledge.models.article import Article, Revision, Snippet
from knowledge.models.capture import Passage, Recording, Transcript
from knowledge.models.reuse import Helped, Opening, SearchLog
from knowledge.models.search import SearchDocument, Vocabulary

__all__ = [
    "Article",
    "Helped",
    "Opening",
    "Passage",
    "Recording",
    "Revision",
    "SearchDocument",
    "SearchLog",
    "Snippet",
    "Transcript",
    "Vocabulary",
]
