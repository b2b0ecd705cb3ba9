import pytest

from knowledge.models import Article, Correction, Passage
from knowledge.selectors.corrections import corrections_of
from knowledge.selectors.search import search
from knowledge.services.corrections import StaleLine, correct_line, restore_line
from peerlearn.people.models import User
from tests.factories.knowledge import capture_of, held_session

TALK = (
    "**Alice Teacher:** [00:05] Ask for the pivot table before the meeting, not in it and not after it, and number "
    "what each of the people said in "
    "their own words, one after the other, without any order, because the order comes later when everybody has left "
    "the room.\n\n"
    "**Alice Teacher:** [00:20] The cat gory comes first and then the rest of it all.\n"
)
LINE = "The cat gory comes first and then the rest of it all."
RIGHT = "The category comes first and then the rest of it all."


@pytest.fixture
def article(alice: User) -> Article:
    return capture_of(held_session(alice), transcript=TALK)


def found(query: str, user: User) -> list[int]:
    """The numbers of the passages that a search shows."""
    return [line.number for hit in search(query, user=user).hits for line in hit.lines]


def test_corrected_line_keeps_its_times_and_what_stood_before(article: Article, bob: User) -> None:
    before = Passage.objects.get(article=article, number=2)

    correction = correct_line(article, 2, former=LINE, text=RIGHT, by=bob)

    after = Passage.objects.get(article=article, number=2)
    assert (after.text, after.starts, after.ends) == (RIGHT, before.starts, before.ends)
    assert correction is not None
    assert (correction.former, correction.text, correction.by) == (LINE, RIGHT, bob)


def test_corrected_line_is_found_by_its_new_words_and_not_by_the_old(article: Article, bob: User) -> None:
    assert found("gory", bob) == [2]

    correct_line(article, 2, former=LINE, text=RIGHT, by=bob)

    assert found("category", bob) == [2]
    assert found("gory", bob) == []
    assert search("gory", user=bob).total == 0
    assert found('"left the room the category"', bob) == [1]  # over the end of the passage before
    assert found('"left the room the cat"', bob) == []


def test_line_that_says_so_already_is_no_correction(article: Article, bob: User) -> None:
    assert correct_line(article, 2, former="something else", text=LINE, by=bob) is None
    assert Correction.objects.count() == 0


def test_stale_line_is_not_overwritten(article: Article, alice: User, bob: User) -> None:
    correct_line(article, 2, former=LINE, text=RIGHT, by=alice)

    with pytest.raises(StaleLine) as refusal:
        correct_line(article, 2, former=LINE, text="The gory category.", by=bob)

    assert refusal.value.text == RIGHT
    assert Passage.objects.get(article=article, number=2).text == RIGHT


def test_hidden_line_cannot_be_corrected(article: Article, bob: User) -> None:
    Passage.objects.filter(article=article, number=2).update(hidden=True)

    with pytest.raises(Passage.DoesNotExist):
        correct_line(article, 2, former=LINE, text=RIGHT, by=bob)


def test_restored_line_reads_as_before_and_is_one_more_correction(article: Article, alice: User, bob: User) -> None:
    correction = correct_line(article, 2, former=LINE, text=RIGHT, by=bob)
    assert correction is not None

    restore_line(correction, by=alice)

    assert Passage.objects.get(article=article, number=2).text == LINE
    assert [(made.correction.by, made.correction.text, made.latest) for made in corrections_of(article)] == [
        (alice, LINE, True),
        (bob, RIGHT, False),
    ]
    assert restore_line(correction, by=alice) is None


def test_restoring_what_was_corrected_again_is_refused(article: Article, alice: User, bob: User) -> None:
    correction = correct_line(article, 2, former=LINE, text=RIGHT, by=bob)
    correct_line(article, 2, former=RIGHT, text="Something else altogether.", by=alice)
    assert correction is not None

    with pytest.raises(StaleLine):
        restore_line(correction, by=alice)


def test_corrections_of_a_hidden_line_are_not_told(article: Article, bob: User) -> None:
    correct_line(article, 2, former=LINE, text=RIGHT, by=bob)
    Passage.objects.filter(article=article, number=2).update(hidden=True)

    assert corrections_of(article) == []
