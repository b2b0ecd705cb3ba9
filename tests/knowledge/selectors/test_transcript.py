from dataclasses import replace

import pytest

from knowledge.enums import SpeakerWish
from knowledge.models import Article, Passage, Recording, SpeakerChoice
from knowledge.selectors.transcript import PART, CueLine, line_in_place, lines_of, transcript_of
from peerlearn.people.models import User
from tests.factories.knowledge import capture_of, held_session

TALK = "**Alice Teacher:** [00:05] One.\n\n**Guest:** [00:40] Two.\n\n**Other:** [00:50] Three.\n"


@pytest.fixture
def long(alice: User) -> Article:
    """Two full parts and one line more, ten seconds apart."""
    article = capture_of(held_session(alice))
    Passage.objects.bulk_create(
        Passage(article=article, number=number, starts=number * 10.0, text=f"Line {number}.")
        for number in range(1, 2 * PART + 2)
    )
    return article


def test_transcript_tells_a_speaker_when_another_one_begins(alice: User, bob: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    Passage.objects.create(article=article, number=4, starts=70, speaker="Other", text="Four.")
    SpeakerChoice.objects.create(article=article, speaker="Other", user=bob, wish=SpeakerWish.NAMED)

    lines = transcript_of(article).lines

    assert [(line.who, line.text) for line in lines] == [
        ("Alice Teacher", "One."),
        ("a colleague", "Two."),
        ("Bob Colleague", "Three."),
        ("", "Four."),
    ]
    passages = list(article.passages.all())
    assert line_in_place(article, passages[3]) == lines[3]
    assert lines_of(article, passages[3:]) == (replace(lines[3], who="Bob Colleague"),)


def test_two_colleagues_in_a_row_stay_two(alice: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)

    assert [line.who for line in transcript_of(article).lines] == ["Alice Teacher", "a colleague", "a colleague"]


@pytest.mark.parametrize(
    ("asked", "part", "first", "since", "until"),
    [
        ({}, 1, 1, None, (PART + 1) * 10.0),
        ({"part": 2}, 2, PART + 1, (PART + 1) * 10.0, (2 * PART + 1) * 10.0),
        ({"part": 99}, 3, 2 * PART + 1, (2 * PART + 1) * 10.0, None),
        ({"second": (PART + 1) * 10}, 2, PART + 1, (PART + 1) * 10.0, (2 * PART + 1) * 10.0),
        ({"second": 3}, 1, 1, None, (PART + 1) * 10.0),
        ({"part": 1, "second": 99_999}, 1, 1, None, (PART + 1) * 10.0),
    ],
)
def test_long_transcript_comes_in_parts(
    long: Article, asked: dict[str, int], part: int, first: int, since: float | None, until: float | None
) -> None:
    shown = transcript_of(long, **asked)

    assert (shown.part, shown.parts, shown.total) == (part, 3, 2 * PART + 1)
    assert (shown.lines[0].number, shown.since, shown.until) == (first, since, until)


def test_hidden_line_is_neither_shown_nor_counted(long: Article) -> None:
    Passage.objects.filter(article=long, number=2).update(hidden=True)

    shown = transcript_of(long)

    assert [line.number for line in shown.lines[:2]] == [1, 3]
    assert shown.total == 2 * PART


@pytest.mark.parametrize(
    ("number", "seconds", "place"),
    [(1, None, "#p1"), (2, 5.9, "?t=5#p2"), (PART + 1, None, f"?part=2#p{PART + 1}"), (PART + 2, 0.0, "?t=0&part=2")],
)
def test_place_of_a_line_opens_its_part(number: int, seconds: float | None, place: str) -> None:
    assert CueLine(number, seconds, False, "", "").place.startswith(place)


def test_line_of_a_linked_recording_opens_there_at_its_second(alice: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    Recording.objects.create(article=article, url="https://vimeo.com/1")

    assert [line.elsewhere for line in transcript_of(article).lines] == [
        f"https://vimeo.com/1#t={second}" for second in (5, 40, 50)
    ]
