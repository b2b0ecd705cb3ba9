"""Whose voice is it: the names that a transcript gives its speakers, matched to the people who were there.

Only a teacher is ever shown by name. A label that can only be one teacher's is taken as theirs; where it may be
somebody else as well, or is only similar, a person is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.folding import words_of

SIMILAR = 0.8  # of 1 for the same name; "Jon Kovac" is 0.9 of "John Kovač"
MOST_OF_THE_TALK = 0.6


@dataclass(frozen=True)
class SpeakerIdea:
    """`label` may be the voice of `person`, a key of the teachers; `weight` is how likely, up to 1."""

    label: str
    person: int
    weight: float


def unmistakable(label: str, teachers: Mapping[int, str], others: Iterable[str] = ()) -> int | None:
    """The teacher whose name this is in other words: in another order, with an addition, abbreviated, or in part.

    None when it fits a second teacher or one of the `others` who were there as well.
    """
    fitting = [person for person, name in teachers.items() if _fits(label, name)]
    if len(fitting) != 1 or any(_fits(label, name) for name in others):
        return None
    return fitting[0]


def speakers_to_ask_about(
    words_by_label: Mapping[str, int], teachers: Mapping[int, str], others: Iterable[str] = ()
) -> list[SpeakerIdea]:
    """For labels that nobody is known by, the teacher each may be; `words_by_label` is how much each says.

    A label without a name ("Speaker 1") is proposed for the only teacher when it has most of the talk.
    """
    others = list(others)
    ideas = []
    everything = sum(words_by_label.values()) or 1
    for label, words in words_by_label.items():
        weight, person = max(((_likeness(label, name), person) for person, name in teachers.items()), default=(0.0, 0))
        leads = len(teachers) == 1 and words / everything >= MOST_OF_THE_TALK and not _is_one_of(label, others)
        if weight >= SIMILAR:
            ideas.append(SpeakerIdea(label, person, round(weight, 2)))
        elif leads:
            ideas.append(SpeakerIdea(label, next(iter(teachers)), round(words / everything / 2, 2)))
    return sorted(ideas, key=lambda idea: (-idea.weight, idea.label))


def _fits(label: str, name: str) -> bool:
    """Whether every word of one is a word of the other, or an initial of one of its words."""
    of_label, of_name = words_of(label.partition("(")[0]), words_of(name)
    fewer, more = sorted((of_label, of_name), key=len)
    if not fewer or all(len(word) == 1 for word in fewer):
        return False
    return all(any(word == other or (len(word) == 1 and other.startswith(word)) for other in more) for word in fewer)


def _likeness(label: str, name: str) -> float:
    if _fits(label, name):
        return 0.9
    one, other = (" ".join(sorted(words_of(text))) for text in (label.partition("(")[0], name))
    return float(DamerauLevenshtein.normalized_similarity(one, other)) if one and other else 0.0


def _is_one_of(label: str, names: Iterable[str]) -> bool:
    return any(_fits(label, name) for name in names)
