from knowledge.enums import Visibility
from knowledge.query import parse_query
from knowledge.selectors.facets import FacetCounts, facet_counts
from knowledge.selectors.finding import find
from knowledge.selectors.openness import closed_but_to
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from tests.factories.knowledge import TilFactory, capture_of, held_session


def counted(query: str, user: User) -> FacetCounts:
    return facet_counts(find(parse_query(query), besides=closed_but_to(user), among=None))


def test_facets_count_all_results_by_topic_teacher_kind_and_year(alice: User, bob: User, charlie: User) -> None:
    capture_of(held_session(alice, title="Prompt patterns"), topics=("Prompts", "Writing"))
    capture_of(held_session(alice, title="Prompt ledger"), topics=("Prompts",))
    TilFactory(title="A prompt", author=bob)
    TilFactory(title="Something else", author=bob)

    counts = counted("prompt", charlie)

    prompts, writing = Topic.objects.get(name="Prompts"), Topic.objects.get(name="Writing")
    assert counts == FacetCounts(
        topics={prompts.pk: 2, writing.pk: 1},
        teachers={alice.pk: 2, bob.pk: 1},
        kinds={"session": 2, "til": 1},
        years={2026: 3},
    )


def test_facets_leave_out_what_is_closed(alice: User, bob: User) -> None:
    TilFactory(title="My salary", author=alice, visibility=Visibility.AUTHOR)
    TilFactory(title="Salary draft", author=alice, published_at=None)
    closed_later = TilFactory(title="Salary table", author=alice)
    closed_later.visibility = Visibility.AUTHOR
    closed_later.save()

    assert counted("salary", bob) == FacetCounts({}, {}, {}, {})
    assert counted("salary", alice).kinds == {"til": 3}
