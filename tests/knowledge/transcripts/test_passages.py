from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from knowledge.transcripts import Cue, join_passages
from knowledge.transcripts.passages import FOLLOWING_WORDS, LONGEST_PAUSE, MOST_WORDS


def cue(text: str, start: float | None = None, end: float | None = None, speaker: str = "Ana") -> Cue:
    return Cue(start, end, speaker, text, 1)


def numbered(count: int, prefix: str = "w") -> str:
    return " ".join(f"{prefix}{number}" for number in range(count))


def test_join_short_cues_of_one_speaker_are_one_passage():
    [passage] = join_passages([cue("We use", 1.0, 2.0), cue("the retry\nqueue.", 2.0, 3.5), cue("It works.", 4.0, 5.0)])

    assert passage.text == "We use the retry queue. It works."
    assert (passage.number, passage.start, passage.end, passage.speaker) == (1, 1.0, 5.0, "Ana")
    assert (passage.estimated, passage.following) == (False, "")


def test_join_cue_that_ends_before_it_starts_lasts_no_time():
    passages = join_passages([cue("One.", 9.0, 2.0), cue("Two.", 10.0, 11.0)])

    assert [(passage.start, passage.end, passage.text) for passage in passages] == [(9.0, 11.0, "One. Two.")]


def test_join_never_crosses_a_speaker():
    passages = join_passages([cue("One."), cue("Two.", speaker="Ben"), cue("Three."), cue("Four.", speaker="")])

    assert [(passage.speaker, passage.text) for passage in passages] == [
        ("Ana", "One."),
        ("Ben", "Two."),
        ("Ana", "Three."),
        ("", "Four."),
    ]
    assert [passage.following for passage in passages] == ["", "", "", ""]


def test_join_never_crosses_a_long_pause():
    passages = join_passages(
        [cue("One.", 0.0, 1.0), cue("Two.", 6.0, 7.0), cue("Three.", 7.0 + LONGEST_PAUSE + 0.1, 20.0)]
    )

    assert [passage.text for passage in passages] == ["One. Two.", "Three."]


def test_join_closes_at_the_sentence_end_after_enough_words():
    passages = join_passages([cue(numbered(30)), cue(numbered(15) + "."), cue(numbered(30)), cue(numbered(20) + ".")])

    assert [len(passage.text.split()) for passage in passages] == [45, 50]
    assert passages[0].following == numbered(FOLLOWING_WORDS)


def test_join_without_sentences_closes_at_the_longest_pause():
    cues = [cue(numbered(10, f"c{n}-"), n * 4.0 + (1.5 if n >= 6 else 0), n * 4.0 + 4.0) for n in range(9)]

    passages = join_passages(cues)

    assert [len(passage.text.split()) for passage in passages] == [60, 30]
    assert passages[1].start == 25.5


def test_join_long_cue_is_cut_at_sentences_with_estimated_times():
    [first, second] = join_passages([cue(f"{numbered(49)} end. Then {numbered(49)}", 100.0, 200.0)])

    assert (first.text.split()[-1], second.text.split()[0]) == ("end.", "Then")
    assert (first.start, first.end, first.estimated) == (100.0, 150.0, False)
    assert (second.start, second.end, second.estimated) == (150.0, 200.0, True)


def test_join_long_sentence_is_cut_at_a_clause():
    [first, second] = join_passages([cue(f"{numbered(44)} so, then {numbered(60)}.")])

    assert first.text.endswith(" so,")
    assert second.text.startswith("then ")


def test_join_a_few_last_words_stay_with_the_passage_before():
    passages = join_passages([cue(numbered(45) + "."), cue("Thank you all.")])

    assert [len(passage.text.split()) for passage in passages] == [48]


def test_join_cues_without_words_make_no_passage():
    assert join_passages([cue(""), cue(" \n ")]) == []


words = st.text(st.sampled_from("ab,."), min_size=1, max_size=4)
cues = st.lists(
    st.builds(
        lambda said, start, length, speaker, estimated: Cue(
            start, None if start is None else start + length, speaker, " ".join(said), 1, estimated
        ),
        said=st.lists(words, max_size=200),
        start=st.none() | st.floats(0, 10_000),
        length=st.floats(0, 30),
        speaker=st.sampled_from(["", "Ana", "Ben"]),
        estimated=st.booleans(),
    ),
    max_size=30,
)


@given(cues)
def test_join_loses_no_word_and_keeps_order_and_speakers(cues):
    passages = join_passages(cues)

    spoken = [(cue.speaker, word) for cue in cues for word in cue.text.split()]
    assert [(passage.speaker, word) for passage in passages for word in passage.text.split()] == spoken
    assert [passage.number for passage in passages] == list(range(1, len(passages) + 1))
    assert all(1 <= len(passage.text.split()) <= MOST_WORDS for passage in passages)


@given(cues)
def test_join_following_words_are_those_that_come_next(cues):
    passages = join_passages(cues)

    for passage, after in pairwise(passages):
        if passage.following:
            assert after.speaker == passage.speaker
            assert after.text.split()[: len(passage.following.split())] == passage.following.split()
