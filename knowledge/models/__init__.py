"""What colleagues said and wrote: articles, recordings, transcripts by passage, snippets, and their reuse."""

from knowledge.models.article import Article, Revision, Snippet
from knowledge.models.capture import Passage, Recording, Transcript
from knowledge.models.reuse import Helped, Opening, SearchLog

__all__ = [
    "Article",
    "Helped",
    "Opening",
    "Passage",
    "Recording",
    "Revision",
    "SearchLog",
    "Snippet",
    "Transcript",
]
