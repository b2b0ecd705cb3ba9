import re
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from knowledge.enums import SpeakerWish, Visibility
from knowledge.models import Article, Recording, SpeakerChoice
from knowledge.selectors.transcript import transcript_of
from knowledge.services.capture import set_recording_file
from knowledge.services.consents import speak_for
from peerlearn.people.enums import Role
from peerlearn.people.models import User
from rituals.models import Teaching
from rituals.services.consents import withdraw_consent
from tests.factories.knowledge import HELD, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import FacilitationFactory
from tests.journeys.recordings import silence

SignIn = Callable[[User], Client]
TALK = "**Alice Teacher:** [00:05] Number every interview.\n\n**Guest:** [00:40] Why is that?\n"


@pytest.fixture
def article(alice: User) -> Article:
    return capture_of(held_session(alice), transcript=TALK)


def address(article: Article, number: int) -> str:
    return reverse("knowledge:speaker", args=[article.slug, number])


def test_transcript_asks_a_colleague_and_no_teacher_whether_it_is_them(
    article: Article, bob: User, client_of: SignIn
) -> None:
    page = client_of(bob).get(article.get_absolute_url()).content.decode()

    assert 'href="lines/2/speaker/"' in page
    assert 'href="lines/1/speaker/"' not in page


def test_show_my_name_and_back(article: Article, bob: User, charlie: User, client_of: SignIn) -> None:
    client = client_of(bob)
    assert "Why is that?" in client.get(address(article, 2)).content.decode()

    assert client.post(address(article, 2), {"wish": "named"})["Location"] == article.get_absolute_url()

    assert [line.who for line in transcript_of(article).lines] == ["Alice Teacher", "Bob Colleague"]
    assert "You are shown by name." in client.get(article.get_absolute_url()).content.decode()
    assert "You are shown by name." not in client_of(charlie).get(article.get_absolute_url()).content.decode()
    choice = SpeakerChoice.objects.get()
    withdrawal = reverse("knowledge:speaker_withdraw", args=[article.slug, choice.pk])
    assert client_of(charlie).post(withdrawal).status_code == 403
    assert client.get(withdrawal).status_code == 405
    assert client.post(withdrawal)["Location"] == article.get_absolute_url()
    assert [line.who for line in transcript_of(article).lines] == ["Alice Teacher", "a colleague"]


def test_take_me_out_leaves_no_line_and_a_way_back(article: Article, bob: User, client_of: SignIn) -> None:
    client = client_of(bob)

    client.post(address(article, 2), {"wish": "hidden"})

    page = client.get(article.get_absolute_url()).content.decode()
    assert "Why is that?" not in page
    assert "You are taken out." in page
    assert client.get(address(article, 2)).status_code == 404


@pytest.mark.parametrize("wish", ["", "everything", "named\x00"])
def test_unknown_wish_changes_nothing(wish: str, article: Article, bob: User, client_of: SignIn) -> None:
    assert client_of(bob).post(address(article, 2), {"wish": wish}).status_code == 422
    assert not SpeakerChoice.objects.exists()


def test_wish_for_somebody_else_is_refused(article: Article, bob: User, charlie: User, client_of: SignIn) -> None:
    SpeakerChoice.objects.create(article=article, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)

    answer = client_of(charlie).post(address(article, 2), {"wish": "hidden"})

    assert answer.status_code == 422
    assert "Another colleague has said that this is them." in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3, 10**20])
def test_line_of_a_teacher_or_of_nobody_is_not_found(
    number: int, article: Article, bob: User, client_of: SignIn
) -> None:
    assert client_of(bob).get(address(article, number)).status_code == 404


def test_speakers_of_a_closed_article_are_not_found(alice: User, bob: User, client_of: SignIn) -> None:
    closed = capture_of(held_session(alice), transcript=TALK, visibility=Visibility.AUTHOR)
    own = SpeakerChoice.objects.create(article=closed, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)

    assert client_of(bob).get(address(closed, 2)).status_code == 404
    assert client_of(bob).post(address(closed, 2), {"wish": "hidden"}).status_code == 404
    withdrawal = reverse("knowledge:speaker_withdraw", args=[closed.slug, own.pk])
    assert client_of(bob).post(withdrawal).status_code == 404


def test_file_of_a_recording_that_a_teacher_withdrew_is_not_found(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    set_recording_file(article, file=ContentFile(silence(1), name="talk.wav"), by=alice)
    file = reverse("knowledge:media", args=[Recording.objects.get().file.name])
    assert client_of(bob).get(file).status_code == 200

    withdraw_consent(Teaching.objects.get(session=article.session), now=HELD)

    assert client_of(bob).get(file).status_code == 404
    assert client_of(alice).get(file).status_code == 404
    assert file not in client_of(alice).get(article.get_absolute_url()).content.decode()


def overruling(article: Article, choice: SpeakerChoice) -> str:
    return reverse("knowledge:speaker_overrule", args=[article.slug, choice.pk])


def test_teacher_runner_and_lead_say_that_it_is_somebody_else(
    article: Article, alice: User, bob: User, dora: User, charlie: User, client_of: SignIn
) -> None:
    FacilitationFactory(ritual=article.session.ritual, user=dora)
    lead = UserFactory(roles=[Role.LD_LEAD])
    for person in (alice, dora, lead):
        choice = SpeakerChoice.objects.create(article=article, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)
        page = client_of(person).get(article.get_absolute_url()).content.decode()
        assert "Named by their own word" in page
        assert overruling(article, choice) in page

        assert client_of(person).get(overruling(article, choice)).status_code == 405
        assert client_of(person).post(overruling(article, choice))["Location"] == article.get_absolute_url()

        assert "Bob Colleague" not in client_of(charlie).get(article.get_absolute_url()).content.decode()
        assert client_of(person).post(overruling(article, choice)).status_code == 404


def test_other_colleagues_neither_see_nor_overrule_who_is_named(
    article: Article, bob: User, charlie: User, client_of: SignIn
) -> None:
    choice = SpeakerChoice.objects.create(article=article, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)

    for person in (bob, charlie):
        assert "Named by their own word" not in client_of(person).get(article.get_absolute_url()).content.decode()
        assert client_of(person).post(overruling(article, choice)).status_code == 403
    assert SpeakerChoice.objects.exists()


def test_who_was_taken_out_is_not_told_to_the_teacher_and_stays_out(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    choice = speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)

    page = client_of(alice).get(article.get_absolute_url()).content.decode()

    assert "Bob Colleague" not in page
    assert client_of(alice).post(overruling(article, choice)).status_code == 404
    assert SpeakerChoice.objects.get() == choice


def test_choice_of_another_article_or_a_closed_one_is_not_found(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    closed = capture_of(held_session(bob), transcript=TALK, visibility=Visibility.AUTHOR)
    choice = SpeakerChoice.objects.create(article=closed, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)

    assert client_of(alice).post(overruling(article, choice)).status_code == 404
    assert client_of(alice).post(overruling(closed, choice)).status_code == 404


def test_forms_about_who_is_named_carry_their_token(article: Article, alice: User, bob: User) -> None:
    SpeakerChoice.objects.create(article=article, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)
    for person, action in ((bob, "withdraw"), (alice, "overrule")):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(person)
        page = browser.get(article.get_absolute_url()).content.decode()
        form = re.search(rf'action="[^"]*/{action}/"[^>]*>.*?</form>', page, re.DOTALL)
        assert form
        assert 'name="csrfmiddlewaretoken"' in form[0]
