from itertools import pairwise

import pytest

from knowledge.understanding.chapters import ChapterIdea, chapters_in_notes, chapters_in_talk
from knowledge.understanding.phrases import Rarity
from knowledge.understanding.said import Said

RARITY = Rarity({}, 0)
PARTS = (
    "The vector database keeps every embedding, and a vector database finds the nearest one.",
    "Redaction removes client names; we test redaction with invented client names first.",
    "Pivot tables count what the spreadsheet has, and pivot tables never change a spreadsheet.",
)


def talk(minutes: int) -> list[Said]:
    """Three things one after the other, a passage every half a minute."""
    passages = minutes * 2
    return [Said(PARTS[number * len(PARTS) // passages], number * 30.0) for number in range(passages)]


def test_chapters_begin_where_the_talk_turns_to_other_words() -> None:
    assert chapters_in_talk(talk(30), RARITY) == [
        ChapterIdea("Vector database", 0.0),
        ChapterIdea("Client names", 600.0),
        ChapterIdea("Pivot tables", 1200.0),
    ]


@pytest.mark.parametrize("passages", [[], talk(5), [Said(text) for text in PARTS * 20]])
def test_short_talk_or_one_without_times_has_no_chapters(passages: list[Said]) -> None:
    assert chapters_in_talk(passages, RARITY) == []


def test_hour_has_three_to_ten_chapters_at_least_two_minutes_apart() -> None:
    lively = [Said(f"word{number // 3} thing{number // 3} " * 6, number * 30.0) for number in range(120)]

    starts = [chapter.starts for chapter in chapters_in_talk(lively, RARITY)]

    assert 3 <= len(starts) <= 10
    assert all(after - before >= 120 for before, after in pairwise(starts))


def test_name_of_a_person_is_no_title() -> None:
    said = [
        Said("Alice Teacher shows Alice Teacher again and again a pivot table, the pivot table.", n * 30.0)
        for n in range(40)
    ]

    titles = {chapter.title for chapter in chapters_in_talk(said, RARITY, names=frozenset({"Alice Teacher"}))}

    assert titles == {"Pivot table"}


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("0:30 Setup\n12:30 – The prompt\nPlain line", [("Setup", 30.0), ("The prompt", 750.0)]),
        ("- [0:00] **Start**\n- [1:02:03] End", [("Start", 0.0), ("End", 3723.0)]),
        ("0:30 Only one", []),
        ("12:30 Later\n0:30 Earlier", []),
        ("14:00 Welcome\n14:10 Demo\n14:20 Questions", []),
        ("0:10 Beyond the end\n99:00 Nothing", []),
    ],
)
def test_notes_with_times_of_the_recording_are_chapters(notes: str, expected: list[tuple[str, float]]) -> None:
    duration = 3800.0 if "1:02:03" in notes else 1800.0

    assert [(idea.title, idea.starts) for idea in chapters_in_notes(notes, duration=duration)] == expected


def test_minutes_with_a_time_on_every_line_are_no_chapters() -> None:
    minutes = "\n".join(f"- {number}:00 somebody said this" for number in range(30))

    assert chapters_in_notes(minutes, duration=1800) == []
