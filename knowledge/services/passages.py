"""Passages of a transcript as rows that a spoken phrase is found by.

A phrase is looked for in a passage together with the words that follow it in the same turn, so that one over its end
is found as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from knowledge.enums import SpeakerWish
from knowledge.folding import config_for, pairs, plain
from knowledge.services.staging import stage
from knowledge.transcripts import Cue, join_passages
from peerlearn.people.models import User

_COLUMNS = {
    "article_id": "bigint",
    "number": "int",
    "starts": "float8",
    "ends": "float8",
    "estimated": "bool",
    "speaker": "text",
    "speaker_user_id": "bigint",
    "text": "text",
    "config": "text",
    "own": "text",
    "exact": "text",
}
_INSERT = f"""
INSERT INTO knowledge_passage
    (article_id, number, starts, ends, estimated, speaker, speaker_user_id, text, hidden, words, exact)
SELECT article_id, number, starts, ends, estimated, speaker, speaker_user_id, text, hidden,
    CASE WHEN hidden THEN NULL ELSE to_tsvector(config::regconfig, own) END,
    CASE WHEN hidden THEN NULL ELSE exact::tsvector END
FROM (SELECT s.*, EXISTS (SELECT FROM knowledge_speakerchoice c WHERE c.article_id = s.article_id
    AND c.speaker = s.speaker AND c.wish = '{SpeakerWish.HIDDEN}') AS hidden FROM staged_passage s) staged
"""  # noqa: S608 -- nothing in it comes from outside


@dataclass(frozen=True)
class Spoken:
    """What was said in one session; `teachers` are those whom its speakers are matched to."""

    article_id: int
    cues: list[Cue]
    language: str
    teachers: tuple[User, ...]


def store_passages(talks: Iterable[Spoken]) -> None:
    """Write the passages of articles that have none; whoever asked to be taken out stays out of a new transcript."""
    with transaction.atomic(), connection.cursor() as cursor:
        stage(cursor, "staged_passage", _COLUMNS, (row for talk in talks for row in _rows(talk)))
        cursor.execute(_INSERT)


def match_speaker(speaker: str, teachers: Mapping[str, int]) -> int | None:
    """The teacher whose folded name the transcript gives, as it stands or without an addition in brackets."""
    return teachers.get(plain(speaker)) or teachers.get(plain(speaker.partition("(")[0]))


def _rows(talk: Spoken) -> Iterable[tuple[object, ...]]:
    config = config_for(talk.language)
    teachers = {plain(teacher.name): teacher.pk for teacher in talk.teachers}
    for passage in join_passages(talk.cues):
        own = plain(passage.text)
        yield (
            talk.article_id,
            passage.number,
            passage.start,
            passage.end,
            passage.estimated,
            passage.speaker[:200],
            match_speaker(passage.speaker, teachers),
            passage.text,
            config,
            own,
            pairs(f"{own} {plain(passage.following)}"),
        )
