"""No page gives away what a closed circle keeps, nor who learned: each is read by everybody who could be curious."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from knowledge.models import Article, SearchLog
from knowledge.services.indexing import rebuild_vocabulary
from knowledge.services.reuse import mark_helped, record_opening
from metrics.services.snapshots import compute
from peerlearn.people.models import Role, User
from recognition.services.kudos import give_kudos
from rituals.enums import Audience, Reply
from rituals.models import Session
from rituals.services.requests import answer_requests, ask_to_learn
from tests.conftest import MONDAY
from tests.factories.knowledge import SnippetFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import AttendanceFactory, RitualFactory, RSVPFactory, SessionFactory, TeachingFactory

pytestmark = pytest.mark.usefixtures("monday")
SECRET = "zucchini"
TALK = "**Alice Teacher:** [00:05] The zucchini question is ours alone and nobody else's.\n"
SignIn = Callable[[User], Client]


@pytest.fixture
def lou(db: None) -> User:
    return UserFactory(name="Lou Learning", roles=[Role.LD_LEAD])


@pytest.fixture
def circle(alice: User, bob: User) -> Article:
    """A circle's late session with all that can be kept of it, thanked for by bob in public."""
    ritual = RitualFactory(name="Zucchini circle", audience=Audience.MEMBERS)
    ritual.members.add(bob)
    session = held_session(alice, ritual=ritual, audience=Audience.MEMBERS, title="Zucchini, honestly")
    article = capture_of(session, transcript=TALK, topics=("Zucchini",), body="Zucchini notes.")
    SnippetFactory(article=article, title="Zucchini prompt", text="Ask a zucchini.")
    AttendanceFactory(session=session, user=bob)
    give_kudos(session, by=bob, text="Zucchini helped.", now=MONDAY)
    upcoming = SessionFactory(ritual=ritual, audience=Audience.MEMBERS, title="More zucchini")
    TeachingFactory(session=upcoming, user=alice)
    rebuild_vocabulary()
    cache.clear()
    return article


def read(client: Client, addresses: list[str]) -> dict[str, str]:
    return {address: client.get(address).content.decode() for address in addresses}


def pages_about(teacher: User) -> list[str]:
    return [
        "/",
        "/rituals/",
        "/calendar/",
        "/calendar/?month=2026-11",
        "/wiki/",
        "/til/",
        "/recognition/",
        "/leads/",
        "/requests/",
        "/requests/?answered",
        "/champions/",
        teacher.get_absolute_url(),
        "/metrics/",
        *(reverse("metrics:figure", args=[name]) for name in ("velocity", "active_teachers", "learning_rituals")),
        *(reverse("metrics:figure", args=[name]) for name in ("capture_rate", "reach")),
    ]


@pytest.mark.parametrize("reader", ["charlie", "lena", "lou", "admin", "mara"])
def test_closed_circle_is_on_no_page_of_an_outsider(
    circle: Article, alice: User, reader: str, request: pytest.FixtureRequest, client_of: SignIn
) -> None:
    compute(as_of=MONDAY)
    client = client_of(request.getfixturevalue(reader))
    questions = ("zucch", "zuchini", f"{SECRET} question", "ours alone and nobody else")
    parts = ("results", "palette-list")

    pages = read(client, pages_about(alice))
    for question in questions:
        asked = {"q": question}
        found = [client.get("/wiki/search/", asked)]
        found += [client.get("/wiki/search/", asked, headers={"HX-Request": "true", "HX-Target": p}) for p in parts]
        pages |= {
            f"{question} {place}": answer.content.decode().replace(question, "") for place, answer in enumerate(found)
        }

    assert [address for address, page in pages.items() if SECRET in page.lower()] == []
    for address in (circle.get_absolute_url(), circle.session.get_absolute_url()):
        assert client.get(address).status_code == 404


def test_closed_circle_is_on_the_pages_of_its_member(
    circle: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    addresses = ["/", "/rituals/", "/calendar/?month=2026-11", "/wiki/", "/recognition/", alice.get_absolute_url()]

    pages = read(client_of(bob), addresses)

    assert [address for address, page in pages.items() if SECRET not in page.lower()] == []


@pytest.mark.parametrize("reader", ["charlie", "lena", "lou", "admin", "mara", "learner"])
def test_learner_is_named_to_nobody(
    alice: User, reader: str, request: pytest.FixtureRequest, client_of: SignIn
) -> None:
    learner = UserFactory(name="Secret Learner", function=alice.function, manager=alice.manager)
    session = held_session(alice, title="Twenty interviews")
    article = capture_of(session, transcript=TALK, topics=("Interviews",))
    upcoming = SessionFactory(title="More interviews", starts_at=MONDAY + timedelta(days=1))
    TeachingFactory(session=upcoming, user=alice)
    AttendanceFactory(session=session, user=learner)
    RSVPFactory(session=session, user=learner)
    RSVPFactory(session=upcoming, user=learner, reply=Reply.ACCEPTED)
    record_opening(article, user=learner, now=MONDAY)
    mark_helped(article, user=learner)
    SearchLog.objects.create(query="interviews", results=1, asker=learner)
    asked, planned = (ask_to_learn(title, by=learner) for title in ("Fewer interviews", "More interviews"))
    answer_requests(upcoming, requests=[planned], now=MONDAY)
    compute(as_of=MONDAY)
    person = charlie_like(reader, request)
    own = [each.get_absolute_url() for each in (article, session, upcoming, session.ritual, asked, planned)]

    pages = read(client_of(person), [*pages_about(alice), *own, "/wiki/search/?q=interviews"])

    assert [address for address, page in pages.items() if names(page, learner)] == []
    assert Session.objects.get(pk=session.pk).attendances.count() == 1


def charlie_like(reader: str, request: pytest.FixtureRequest) -> User:
    """The reader of that name; "learner" is another one in the same function."""
    if reader == "learner":
        return UserFactory(function=request.getfixturevalue("alice").function)
    person: User = request.getfixturevalue(reader)
    return person


def names(page: str, learner: User) -> bool:
    return learner.name in page or learner.email in page or learner.get_absolute_url() in page
