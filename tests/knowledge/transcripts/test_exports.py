"""Text exports of meeting tools: who spoke and when stands on a line of its own."""

import pytest

from knowledge.transcripts import read_transcript

Said = list[tuple[float | None, str, str]]


def read(text: str) -> Said:
    cues = read_transcript(text.encode(), filename="talk.txt").cues
    return [(cue.start, cue.speaker, cue.text) for cue in cues]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Kovač  0:05\nWe start.\n\nBen Ode  1:12\nWhy is that?\n\nAna Kovač  1:02:15\nBecause.\n",
        "\nAna Kovač   0:05\nWe start.\nBen Ode   1:12\nWhy is that?\nAna Kovač   1:02:15\nBecause.\n",
    ],
    ids=["otter", "teams"],
)
def test_line_of_name_and_time_names_the_speaker_of_what_follows(text: str) -> None:
    assert read(text) == [
        (5, "Ana Kovač", "We start."),
        (72, "Ben Ode", "Why is that?"),
        (3735, "Ana Kovač", "Because."),
    ]


def test_times_by_the_clock_count_from_the_first_one() -> None:
    text = "[Ana Kovač] 14:03:12\nWe start.\n\n[Ben] 14:03:20\nWhy is that?\n"

    assert read(text) == [(0, "Ana Kovač", "We start."), (8, "Ben", "Why is that?")]


@pytest.mark.parametrize(
    "text",
    [
        "Lunch 12:30\nWe eat.\n",
        "We meet for an hour.\nStart 9:00\nEnd 10:00\nThen we go.\n",
        "Start 9:00\nEnd 10:00\n",
        "Ana: The call is at 9:00\nBen: And ends 10:00\n",
    ],
)
def test_times_in_ordinary_text_make_no_speakers(text: str) -> None:
    words = [word for _start, speaker, said in read(text) for word in f"{speaker}: {said}".split()]

    assert [start for start, _speaker, _said in read(text)] == [None] * len(read(text))
    assert {"Start", "Lunch", "End"} & {speaker for _start, speaker, _said in read(text)} == set()
    assert "".join(words).count("0") == text.count("0")


def test_warning_names_the_line_of_the_file() -> None:
    text = "Ana  1:05\nWe start.\n\nBen  0:02\nWhy?\n"

    warnings = read_transcript(text.encode(), filename="talk.txt").warnings

    assert len(warnings) == 1
    assert warnings[0].startswith("Line 4:")


def test_words_of_an_export_are_kept_without_names_and_times() -> None:
    text = "Ana  0:05\nFirst part\nof it.\n\nSecond paragraph.\n\nBen  0:30\nYes: 9:45 is fine.\n"

    assert " ".join(said for _start, _speaker, said in read(text)) == (
        "First part of it. Second paragraph. Yes: 9:45 is fine."
    )
