from rituals.selectors.colleagues import colleagues_called
from tests.factories.people import UserFactory


def names(typed: str) -> list[str]:
    return [person.name for person in colleagues_called(typed)]


def test_colleagues_are_found_by_the_beginning_of_any_name(alice, bob, charlie) -> None:
    assert names("coll") == ["Bob Colleague"]
    assert names("bo co") == ["Bob Colleague"]
    assert names("olleague") == []


def test_colleagues_are_found_without_accents_and_only_while_here(db) -> None:
    UserFactory(name="Žofia Ångström")
    UserFactory(name="Zoe Angel", is_active=False)

    assert names("ang") == ["Žofia Ångström"]


def test_colleagues_of_a_single_letter_are_nobody(alice) -> None:
    assert names("a") == names("") == []
