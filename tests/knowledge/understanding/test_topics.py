from knowledge.understanding.phrases import Rarity
from knowledge.understanding.topics import KnownTopic, Neighbour, Text, TopicIdea, topics_for

RARITY = Rarity({"interview": 40, "interviews": 30, "people": 9_000, "slide": 60, "redaction": 12}, 200_000)
INTERVIEWS = KnownTopic("Interviews", ("Interviews", "user research"))
TALK = Text(
    "Twenty interviews, one slide",
    "",
    ["Number every interview before you begin.", "User research is where the interviews come from."] * 4,
)


def names(ideas: list[TopicIdea]) -> list[str]:
    return [idea.name for idea in ideas]


def test_topic_is_proposed_with_how_often_it_and_its_synonyms_were_said() -> None:
    ideas = topics_for(TALK, [INTERVIEWS, KnownTopic("Redaction", ("Redaction",))], [], RARITY)

    assert [(idea.name, idea.said, idea.filed) for idea in ideas] == [("Interviews", 13, 0)]


def test_topic_is_proposed_for_what_similar_sessions_are_filed_under() -> None:
    similar = [Neighbour(0.5, frozenset({"Redaction"})), Neighbour(0.4, frozenset({"Redaction"}))]

    ideas = topics_for(TALK, [KnownTopic("Redaction", ("Redaction",))], similar, RARITY)

    assert [(idea.name, idea.said, idea.filed) for idea in ideas] == [("Redaction", 0, 2)]


def test_topic_that_was_dismissed_for_similar_sessions_is_not_proposed() -> None:
    similar = [Neighbour(0.6, frozenset(), frozenset({"Interviews"}))] * 2

    assert topics_for(TALK, [INTERVIEWS], similar, RARITY) == []


def test_same_words_give_the_same_proposals_in_whatever_order_the_topics_come() -> None:
    known = [KnownTopic(name, (name,)) for name in ("Slide", "Interviews", "Interview", "People")]

    assert topics_for(TALK, known, [], RARITY) == topics_for(TALK, known[::-1], [], RARITY)


def test_one_of_two_spellings_of_a_topic_is_proposed() -> None:
    known = [KnownTopic("Interviews", ("Interviews",), articles=9), KnownTopic("interview", ("interview",), articles=1)]

    assert names(topics_for(TALK, known, [], RARITY)) == ["Interviews"]


def test_phrase_that_is_no_topic_yet_is_proposed_when_it_is_said_often() -> None:
    said = ["A vector database keeps numbers.", "Ask the vector database, says Ana Kovač."] * 6

    ideas = topics_for(Text("Storage", "", said), [], [], RARITY, people={"Ana Kovač", "Ana", "Kovač"})

    assert [(idea.name, idea.said) for idea in ideas] == [("Vector database", 12)]


def test_what_is_said_in_passing_in_a_long_talk_is_not_proposed() -> None:
    said = ["Something else entirely happens here and there, over and over."] * 1000 + ["Interviews."]

    assert topics_for(Text("", "", said), [INTERVIEWS], [], RARITY) == []
