"""By what results can be narrowed: every choice with its address, and what is chosen can be taken back."""

from datetime import date

import pytest

from knowledge.models import Article
from knowledge.selectors.facets import FacetCounts
from knowledge.selectors.narrowing import NOT_NARROWED, Choices, Narrowing, choices_for
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from tests.factories.knowledge import TilFactory, capture_of, held_session
from tests.factories.rituals import AttendanceFactory

TODAY = date(2026, 12, 1)
NOTHING = FacetCounts({}, {}, {}, {})
EVERYTHING = Narrowing("prompts", 7, "til", date(2026, 1, 2), date(2026, 3, 4), there=True)


def labels(choices: Choices) -> dict[str, list[tuple[str, int | None]]]:
    return {facet.title: [(choice.label, choice.count) for choice in facet.choices] for facet in choices.facets}


@pytest.mark.parametrize(
    ("narrowing", "address"),
    [
        (NOT_NARROWED, "?q=a+%26+b"),
        (
            EVERYTHING,
            "?q=a+%26+b&topic=prompts&speaker=7&kind=til&after=2026-01-02&before=2026-03-04&there=1",
        ),
    ],
)
def test_every_state_has_its_address(narrowing: Narrowing, address: str) -> None:
    assert narrowing.address("a & b") == address
    assert [f"{name}={value}" for name, value in narrowing.values().items()] == address.split("&")[1:]


def test_choices_are_counted_the_most_frequent_first(alice: User, bob: User) -> None:
    prompts, writing = find_or_create_topics(["Prompts", "Writing"])
    counts = FacetCounts(
        topics={prompts.pk: 2, writing.pk: 5},
        teachers={alice.pk: 3, bob.pk: 3},
        kinds={"session": 4, "til": 1},
        years={2025: 2, 2026: 3},
    )

    choices = choices_for("x", NOT_NARROWED, counts, today=TODAY)

    assert labels(choices) == {
        "Kind": [("Session", 4), ("Short share", 1)],
        "Topic": [("Writing", 5), ("Prompts", 2)],
        "Who teaches": [("Alice Teacher", 3), ("Bob Colleague", 3)],
        "When": [("Last 30 days", None), ("Last 90 days", None), ("Last 365 days", None), ("2026", 3), ("2025", 2)],
        "Mine": [("I was there", None)],
    }
    assert choices.chosen == ()
    assert choices.taught == ((alice, 3), (bob, 3))


def test_what_is_chosen_is_taken_back_by_its_own_address(alice: User) -> None:
    find_or_create_topics(["Prompts"])
    narrowing = Narrowing("prompts", alice.pk, "til", date(2026, 1, 2), None, there=True)

    choices = choices_for("x", narrowing, NOTHING, today=TODAY)

    assert {choice.label: choice.url for choice in choices.chosen} == {
        "Short share": f"?q=x&topic=prompts&speaker={alice.pk}&after=2026-01-02&there=1",
        "Prompts": f"?q=x&speaker={alice.pk}&kind=til&after=2026-01-02&there=1",
        "Alice Teacher": "?q=x&topic=prompts&kind=til&after=2026-01-02&there=1",
        "I was there": f"?q=x&topic=prompts&speaker={alice.pk}&kind=til&after=2026-01-02",
        "from 2 January 2026": f"?q=x&topic=prompts&speaker={alice.pk}&kind=til&there=1",
    }


@pytest.mark.parametrize(
    ("after", "before", "words"),
    [
        (date(2026, 1, 2), date(2026, 3, 4), "from 2 January 2026 until 4 March 2026"),
        (None, date(2026, 3, 4), "until 4 March 2026"),
        (date(2025, 1, 1), date(2025, 12, 31), "from 1 January 2025 until 31 December 2025"),
    ],
)
def test_dates_that_are_no_choice_are_named(db: None, after: date | None, before: date | None, words: str) -> None:
    choices = choices_for("x", Narrowing(after=after, before=before), NOTHING, today=TODAY)

    assert [(choice.label, choice.url) for choice in choices.chosen] == [(words, "?q=x")]


def test_nothing_narrows_nothing(alice: User) -> None:
    assert NOT_NARROWED.among(alice) is None


def test_articles_that_are_left(alice: User, bob: User) -> None:
    joined = capture_of(held_session(alice), topics=("Prompts",))
    others = capture_of(held_session(bob))
    til = TilFactory(author=bob)
    AttendanceFactory(session=joined.session, user=bob)

    def left(**chosen: object) -> set[Article]:
        articles = Narrowing(**chosen).among(bob)
        assert articles is not None
        return set(articles)

    assert left(there=True) == {joined}
    assert left(topic="prompts") == {joined}
    assert left(speaker=bob.pk) == {others, til}
    assert left(kind="til") == {til}
    assert left(before=date(2026, 11, 15)) == set()
    assert left(after=date(2026, 11, 16), before=date(2026, 11, 16)) == {joined, others, til}
