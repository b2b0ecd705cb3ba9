from knowledge.understanding.key_sentences import key_sentences
from knowledge.understanding.phrases import Rarity
from knowledge.understanding.said import Said

RARITY = Rarity({}, 0)
CENTRAL = "The most important rule is to number every interview before anybody reads a summary."
TALK = [
    Said("Welcome everybody to another episode about interviews and summaries today.", 0, True),
    Said("Do you number the interview before you read the summary of it?", 20),
    Said(CENTRAL, 40, True),
    Said("It is what it is about the interview and the summary and the number.", 60),
    Said("A summary without numbers hides which interview a quotation comes from.", 80, True),
    Said("Bring your interview notes and ask the model where two of them disagree.", 100, True),
    Said("My neighbour has a boat with a blue sail and a very loud engine.", 120),
]


def test_central_sentences_are_chosen_in_their_order_and_of_two_alike_the_better() -> None:
    assert [(idea.text, idea.starts) for idea in key_sentences(TALK, RARITY)] == [
        (CENTRAL, 40),
        ("Bring your interview notes and ask the model where two of them disagree.", 100),
    ]


def test_sentence_that_is_said_twice_is_chosen_once() -> None:
    assert [idea.text for idea in key_sentences([*TALK, Said(CENTRAL, 200, True)], RARITY)].count(CENTRAL) == 1


def test_long_talk_has_at_most_five() -> None:
    sentences = [
        Said(f"Every reader of chapter{n} numbers interview{n} before summary{n % 7} begins there.", n)
        for n in range(2000)
    ]

    assert len(key_sentences(sentences, RARITY)) == 5


def test_nothing_said_has_no_key_sentence() -> None:
    assert key_sentences([], RARITY) == []
