"""Thanks: given once, by those who met the thing, never to oneself; of one giver ten a month count."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.models import Helped
from recognition.enums import Openness
from recognition.models import Kudos
from recognition.selectors.kudos import counted_kudos
from recognition.selectors.thanks import thanks_for, wall
from recognition.services.kudos import ThanksRefused, give_kudos
from tests.factories.rituals import AttendanceFactory, SessionFactory, TeachingFactory

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_thanks_of_an_attendee_go_to_the_teacher_and_say_that_it_helped(article, bob, alice):
    give_kudos(article, by=bob, text="I run it every week now.", openness=Openness.PRIVATE, now=NOW)

    kudos = Kudos.objects.get()
    assert (kudos.giver, kudos.receiver, kudos.article, kudos.session) == (bob, alice, article, None)
    assert (kudos.text, kudos.openness, kudos.given_at) == ("I run it every week now.", "private", NOW)
    assert list(Helped.objects.values_list("article", "user")) == [(article.pk, bob.pk)]


def test_thanks_of_somebody_who_only_opened_it_are_taken(article, dora):
    give_kudos(article, by=dora, text="Thank you.", now=NOW)

    assert Kudos.objects.count() == 1


def test_thanks_with_two_teachers_go_to_both_and_read_as_one_letter(article, session, alice, bob, charlie):
    TeachingFactory(session=session, user=charlie)

    give_kudos(article, by=bob, text="Thank you both.", now=NOW)

    letters = thanks_for(article, user=bob).letters
    assert [(letter.text, set(letter.receivers)) for letter in letters] == [("Thank you both.", {alice, charlie})]


def test_thanks_to_oneself_are_refused(article, alice):
    with pytest.raises(ThanksRefused, match="can't thank yourself"):
        give_kudos(article, by=alice, text="Well done, me.", now=NOW)

    assert (Kudos.objects.count(), Helped.objects.count()) == (0, 0)


def test_thanks_for_what_one_neither_attended_nor_opened_are_refused(article, charlie):
    with pytest.raises(ThanksRefused, match="attended or opened"):
        give_kudos(article, by=charlie, text="Heard it was good.", now=NOW)

    assert Kudos.objects.count() == 0


def test_second_thanks_for_the_same_thing_are_refused_on_its_session_too(article, session, bob):
    give_kudos(article, by=bob, text="Once.", now=NOW)

    for subject in (article, session):
        with pytest.raises(ThanksRefused, match="already"):
            give_kudos(subject, by=bob, text="Twice.", now=NOW)

    assert list(Kudos.objects.values_list("text", flat=True)) == ["Once."]


def test_eleventh_thanks_of_a_month_are_taken_but_not_counted(alice, bob):
    begin = datetime(2026, 10, 31, 23, 0, tzinfo=UTC)  # 1 November 00:00 in Berlin
    for number in range(-1, 11):
        session = SessionFactory(starts_at=begin - timedelta(days=20 + number), status="held")
        TeachingFactory(session=session, user=alice)
        AttendanceFactory(session=session, user=bob)
        give_kudos(session, by=bob, text=f"Thanks {number}", now=begin + timedelta(minutes=number))

    texts = list(counted_kudos().order_by("given_at").values_list("text", flat=True))

    assert Kudos.objects.count() == 12
    assert texts == [f"Thanks {number}" for number in range(-1, 10)]  # the one of October counts there


def test_private_thanks_are_read_by_the_two_people_only(article, alice, bob, charlie):
    give_kudos(article, by=bob, text="Between us.", openness=Openness.PRIVATE, now=NOW)

    seen = {person.name: len(thanks_for(article, user=person).letters) for person in (alice, bob, charlie)}

    assert seen == {"Alice Teacher": 1, "Bob Colleague": 1, "Charlie Outsider": 0}
    assert wall(alice) == ([], None)


def test_wall_pages_through_public_thanks_newest_first(alice, bob):
    for number in range(30):
        session = SessionFactory(starts_at=NOW - timedelta(days=40), status="held")
        TeachingFactory(session=session, user=alice)
        AttendanceFactory(session=session, user=bob)
        give_kudos(session, by=bob, text=str(number), now=NOW - timedelta(minutes=number))

    newest, last = wall(bob)
    rest, end = wall(bob, before=(last.given_at, last.pk))

    assert [letter.text for letter in newest + rest] == [str(number) for number in range(30)]
    assert (len(newest), len(rest), end) == (24, 6, None)


def test_wall_leaves_out_thanks_for_what_the_reader_may_not_open(session, bob, charlie):
    give_kudos(session, by=bob, text="Of our circle.", now=NOW)
    session.audience = "members"
    session.save()

    assert wall(charlie) == ([], None)
