import pytest

from knowledge.understanding.speakers import SpeakerIdea, speakers_to_ask_about, unmistakable

TEACHERS = {1: "Alice Teacher", 2: "Ana Kovač"}


@pytest.mark.parametrize(
    ("label", "teacher"),
    [
        ("Alice Teacher", 1),
        ("TEACHER, Alice", 1),
        ("Alice T.", 1),
        ("alice", 1),
        ("Ana Kovac (Strategy)", 2),
        ("A.", None),
        ("Alise Teacher", None),
        ("Bob", None),
        ("", None),
    ],
)
def test_label_that_can_only_be_one_teachers_is_theirs(label: str, teacher: int | None) -> None:
    assert unmistakable(label, TEACHERS) == teacher


def test_first_name_that_somebody_else_who_came_has_as_well_is_nobodys() -> None:
    assert unmistakable("Alice", TEACHERS, ["Alice Other"]) is None
    assert unmistakable("Ana", {1: "Ana Kovač", 2: "Ana Maria"}) is None


def test_similar_name_and_shared_first_name_are_asked_about() -> None:
    ideas = speakers_to_ask_about({"Alise Teacher": 10, "Ana": 5, "Zoe": 90}, TEACHERS, ["Ana Other"])

    assert ideas == [SpeakerIdea("Alise Teacher", 1, 0.92), SpeakerIdea("Ana", 2, 0.9)]


def test_label_without_a_name_is_asked_about_when_it_has_most_of_the_talk() -> None:
    assert speakers_to_ask_about({"Speaker 1": 80, "Speaker 2": 20}, {1: "Alice Teacher"}) == [
        SpeakerIdea("Speaker 1", 1, 0.4)
    ]
    assert speakers_to_ask_about({"Speaker 1": 80, "Speaker 2": 20}, TEACHERS) == []
    assert speakers_to_ask_about({"Bob Colleague": 80}, {1: "Alice Teacher"}, ["Bob Colleague"]) == []
