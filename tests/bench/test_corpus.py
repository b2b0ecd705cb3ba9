from itertools import islice

from bench.corpus import generated, mixtures
from bench.questions import drawn_from


def test_smaller_corpus_is_the_beginning_of_a_larger_one():
    source = generated(talks=5)

    assert list(mixtures(source, 2)) == list(islice(mixtures(source, 4), 2))


def test_questions_of_a_class_are_answered_by_the_sessions_they_are_drawn_from():
    sessions = list(mixtures(generated(talks=5), 60))
    texts = [f" {' '.join(session.words)} " for session in sessions]

    questions = drawn_from(sessions)

    assert {question.kind for question in questions} == {
        "rare", "common", "two words", "three words", "phrase", "prefix", "filtered"
    }  # fmt: skip
    for question in questions:
        if question.phrase:
            assert any(f" {' '.join(question.words)} " in text for text in texts)
        elif question.typing:
            assert any(f" {question.words[-1]}" in text for text in texts)
        else:
            found = [place for place, text in enumerate(texts) if all(f" {word} " in text for word in question.words)]
            assert any(not question.topic or question.topic in sessions[place].heading.topics for place in found)
