"""The limit: a search engine inside the process, tantivy, with an index of sessions and one of passages for snippets.

It knows no permissions, no priors and no weights of fields, and answers from memory.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from bench.questions import Question

SIZE = 20
MEMORY = 400_000_000  # bytes, of the writer
DONE = "done"


class Engine:
    """Both indexes in a folder."""

    def __init__(self, folder: Path) -> None:
        self.sessions = _index(folder / "sessions", _session_schema())
        self.passages = _index(folder / "passages", _passage_schema())
        self.session_searcher, self.passage_searcher = self.sessions.searcher(), self.passages.searcher()

    def search(self, question: Question) -> Any:
        """The best sessions and how many there are."""
        return self.session_searcher.search(self._query(question), limit=SIZE, count=True)

    def answer(self, question: Question) -> list[tuple[str, str]]:
        """The best sessions with a marked passage of each."""
        answers = []
        schema = self.passages.schema
        words = [_term(schema, "text", word, prefix=question.typing) for word in _stemmed(question.words)]
        asked = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        marker = tantivy.SnippetGenerator.create(self.passage_searcher, asked, schema, "text")
        marker.set_max_num_chars(400)
        for _score, address in self.search(question).hits:
            session = self.session_searcher.doc(address)
            within = _term(schema, "session", session["id"][0])
            both = tantivy.Query.boolean_query([(tantivy.Occur.Must, within), (tantivy.Occur.Should, asked)])
            best = self.passage_searcher.search(both, limit=1, count=False).hits
            shown = marker.snippet_from_doc(self.passage_searcher.doc(best[0][1])).to_html() if best else ""
            answers.append((session["title"][0], shown))
        return answers

    def _query(self, question: Question) -> tantivy.Query:
        schema, words = self.sessions.schema, _stemmed(question.words)
        if question.phrase:
            return tantivy.Query.phrase_query(schema, "text", list(words))
        parts = [_term(schema, "text", word, prefix=question.typing) for word in words]
        if question.topic:
            parts.append(_term(schema, "topic", question.topic))
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])


def is_built(folder: Path) -> bool:
    return (folder / DONE).exists()


def build(folder: Path, sessions: Iterable[tuple[Any, ...]], passages: Iterable[tuple[int, str]]) -> None:
    """Index sessions (id, title, topics, text) and passages (session, text)."""
    shutil.rmtree(folder, ignore_errors=True)
    index = _index(folder / "sessions", _session_schema())
    _fill(index, (tantivy.Document(id=a, title=[b], topic=c, text=[d]) for a, b, c, d in sessions))
    index = _index(folder / "passages", _passage_schema())
    _fill(index, (tantivy.Document(session=session, text=[text]) for session, text in passages))
    (folder / DONE).touch()


def _fill(index: tantivy.Index, documents: Iterable[tantivy.Document]) -> None:
    writer = index.writer(heap_size=MEMORY, num_threads=2)
    for document in documents:
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _index(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    return tantivy.Index(schema, path=str(folder))


def _session_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True)
    builder.add_text_field("title", stored=True)
    builder.add_text_field("topic", tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="en_stem")
    return builder.build()


def _passage_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("session", indexed=True)
    builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
    return builder.build()


def _term(schema: tantivy.Schema, field: str, value: Any, *, prefix: bool = False) -> tantivy.Query:
    if prefix:
        return tantivy.Query.regex_query(schema, field, f"{value}.*")
    return tantivy.Query.term_query(schema, field, value)


_STEMMER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


def _stemmed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem for word in words for stem in _STEMMER.analyze(word))
