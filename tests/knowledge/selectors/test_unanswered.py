from datetime import datetime, timedelta

from knowledge.models import SearchLog
from knowledge.selectors.unanswered import Unanswered, unanswered_terms
from knowledge.services.search_log import asker_mark
from peerlearn.people.models import User


def searched(query: str, asker: User, at: datetime, *, results: int = 0) -> None:
    row = SearchLog.objects.create(query=query, results=results, asker_mark=asker_mark(query, asker))
    SearchLog.objects.filter(pk=row.pk).update(at=at)


def test_term_shows_from_two_people_on_with_its_numbers(
    alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    yesterday = monday - timedelta(days=1)
    searched("Burn-out", bob, yesterday)
    searched("burn out", charlie, monday)
    searched("burn out", charlie, monday)
    for _time in range(3):
        searched("salary of the boss", alice, monday)

    assert unanswered_terms(now=monday) == [Unanswered("burn out", 2, 3, monday)]


def test_terms_that_most_people_asked_for_come_first(alice: User, bob: User, charlie: User, monday: datetime) -> None:
    for person in (alice, bob):
        searched("pivot tables", person, monday)
    for person in (alice, bob, charlie):
        searched("contracts", person, monday - timedelta(days=9))

    assert [term.term for term in unanswered_terms(now=monday)] == ["contracts", "pivot tables"]


def test_term_that_finds_something_now_is_answered(alice: User, bob: User, monday: datetime) -> None:
    for person in (alice, bob):
        searched("contracts", person, monday - timedelta(days=9))
    searched("Contracts", bob, monday, results=2)

    assert unanswered_terms(now=monday) == []


def test_searches_older_than_half_a_year_do_not_count(alice: User, bob: User, monday: datetime) -> None:
    searched("contracts", alice, monday - timedelta(days=181))
    searched("contracts", bob, monday)

    assert unanswered_terms(now=monday) == []
