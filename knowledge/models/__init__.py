"""What colleagues said and wrote: articles, recordings, transcripts by passage, snippets, and their reuse."""

from knowledge.models.article import Article, Revision, Snippet
from knowledge.models.capture import (
    MADE_BY_MACHINE,
    Correction,
    OverruledChoice,
    Passage,
    Recording,
    RecordingEnd,
    SpeakerChoice,
    Transcript,
    Upload,
)
from knowledge.models.capture_ask import CaptureAsk
from knowledge.models.inbox import InboxItem
from knowledge.models.live_note import LiveNote
from knowledge.models.reuse import Copied, Helped, Opening, SearchLog, Watched
from knowledge.models.search import (
    ChangedDocument,
    Lexeme,
    PackedDocuments,
    PackedPostings,
    Posting,
    SearchDocument,
    SnippetWords,
    Vocabulary,
    WrittenWords,
)
from knowledge.models.suggestion import Chapter, KeySentence, Suggestion
from knowledge.models.talk import Answer, OutdatedMark, Question
from knowledge.models.wiki import Attachment, Draft, OtherPage

__all__ = [
    "MADE_BY_MACHINE",
    "Answer",
    "Article",
    "Attachment",
    "CaptureAsk",
    "ChangedDocument",
    "Chapter",
    "Copied",
    "Correction",
    "Draft",
    "Helped",
    "InboxItem",
    "KeySentence",
    "Lexeme",
    "LiveNote",
    "Opening",
    "OtherPage",
    "OutdatedMark",
    "OverruledChoice",
    "PackedDocuments",
    "PackedPostings",
    "Passage",
    "Posting",
    "Question",
    "Recording",
    "RecordingEnd",
    "Revision",
    "SearchDocument",
    "SearchLog",
    "Snippet",
    "SnippetWords",
    "SpeakerChoice",
    "Suggestion",
    "Transcript",
    "Upload",
    "Vocabulary",
    "Watched",
    "WrittenWords",
]
