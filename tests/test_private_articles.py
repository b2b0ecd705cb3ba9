"""Nothing private leaves by any address: no page, list, count, suggestion, feed or export tells of an article that the
person asking may not see.

A company with open articles is asked for every address, first without and then with private ones. Whatever is private
carries one made-up word. Answers must not have that word, and lists must not change by a letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone, translation

from knowledge.enums import ArticleKind, SuggestionKind, Visibility
from knowledge.models import Article, Attachment, Copied, Draft, LiveNote, Opening, OtherPage, Watched
from knowledge.services.capture import set_recording_file
from knowledge.services.indexing import index_articles, rebuild_vocabulary
from metrics.services.snapshots import compute
from peerlearn.people.models import Role, User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import Audience, RitualKind
from rituals.models import Ritual, Session
from tests.conftest import MONDAY
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.people import FunctionFactory, LeadAssignmentFactory, UserFactory
from tests.factories.rituals import FacilitationFactory, RitualFactory
from tests.journeys.recordings import silence

pytestmark = pytest.mark.django_db

SECRET = "quokka"  # stands in everything private and nowhere else
SHARED = "wombat"  # is said in private and in the open
PEOPLE = ("outsider", "colleague", "manager", "function_lead", "ld_lead", "admin")
ASKED = {
    "knowledge:search": (f"?q={SHARED}", "?q=quok", "?q=quokak", '?q="hidden wombat"', "?q=Interviews&kind=session"),
    "knowledge:palette": (f"?q={SHARED}", "?q=quok", "?q=quokak", "?q=inter"),
    "knowledge:search_lines": (f"?q={SHARED}",),
    "knowledge:wiki": ("?topic=interviews", "?kind=session", "?kind=guide", "?kind=til"),
    "rituals:calendar": ("?view=week", "?view=agenda", "?month=2026-11"),
    "rituals:ritual_list": ("?archived",),
    "rituals:request_list": (f"?title={SHARED}",),
    "rituals:colleagues": ("?q=Alice",),
}
_CHANGES_BY_ITSELF = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|"X-CSRFToken": ?"[^"]+"|/feed/[\w-]+\.ics|/jobs/[0-9]+/'
    r"|\b[0-9]+[.,][0-9]+ ?m?s\b"
)


def routes(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, address with its places) of every route."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", "/" + address.lstrip("^")


PLACE = re.compile(r"<(?:(\w+):)?\w+>")
# Readiness tells nothing of articles, and says 503 where no worker runs beside the test; the key of a new password is
# no name of anything.
APART = ("account_logout", "account_reset_password_from_key", "ops:readyz")
ROUTES = {name: address for name, address in routes(get_resolver()) if name not in APART}
NEVER_ADDRESSED = (Copied, Opening, Watched)


@dataclass
class World:
    """`numbers`, `words` and `files` are what an address could name of the private articles, `wholes` the numbers of
    what parts belong to.
    """

    people: dict[str, User]
    insider: User
    lists: dict[tuple[str, str], str] = field(default_factory=dict)
    wholes: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once: every address is asked in the same company, each in a transaction that is taken back."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(MONDAY, tick=False),
        translation.override("en"),
        transaction.atomic(),
    ):
        world = open_company()
        for name in lists():
            for address in asked(name):
                answered(world, "outsider", address)
                world.lists["outsider", address] = answered(world, "outsider", address)
        keep_secrets(world)
        yield world
        transaction.set_rollback(True)


def open_company() -> World:
    function = FunctionFactory(name="Strategy")
    boss = UserFactory(name="Mara Manager", function=function)
    alice = UserFactory(name="Alice Teacher", function=function, manager=boss)
    lead = UserFactory(name="Lena Lead", function=function)
    LeadAssignmentFactory(user=lead, function=function)
    people = {
        "outsider": UserFactory(name="Charlie Outsider", function=FunctionFactory(name="Tax")),
        "colleague": UserFactory(name="Bob Colleague", function=function, manager=boss),
        "manager": boss,
        "function_lead": lead,
        "ld_lead": UserFactory(name="Lydia Lead", roles=[Role.LD_LEAD]),
        "admin": UserFactory(name="Ada Admin", roles=[Role.ADMIN]),
    }
    forum = RitualFactory(name="AI brown bag", slug="ai-brown-bag", function=function)
    for days in (7, 14):
        session = held_session(alice, ritual=forum, title=f"Interviews, {days} days ago", starts_at=before(days))
        article = capture_of(session, transcript=f"**Alice Teacher:** [00:05] Every {SHARED} has a number.")
        file_under(article, "Interviews")
        SnippetFactory(article=article, text=f"Number each {SHARED}.")
    TilFactory(author=alice, title="Quote the page")
    rebuild_vocabulary()
    compute(as_of=timezone.now())
    return World(people, insider=alice)


def keep_secrets(world: World) -> None:
    """A circle's session, a draft, and what somebody wrote for themselves, with everything that belongs to it."""
    alice = world.insider
    circle = RitualFactory(
        name=f"{SECRET} circle",
        slug=f"{SECRET}-circle",
        kind=RitualKind.COACHING_CIRCLE,
        audience=Audience.MEMBERS,
        archived_at=timezone.now(),
    )
    circle.members.add(alice)
    session = held_session(
        alice,
        ritual=circle,
        title=f"{SECRET} talk",
        abstract=f"{SECRET} abstract",
        audience=Audience.MEMBERS,
        starts_at=before(7),
        capture_due_at=None,
        capture_policy="none",
    )
    FacilitationFactory(ritual=circle, user=alice)
    kept = capture_of(
        session,
        transcript=f"**Alice Teacher:** [00:05] A {SECRET} {SHARED} is a hidden {SHARED}.\n\n**{SECRET}:** [00:20] Oh.",
        visibility=Visibility.MEMBERS,
    )
    draft = TilFactory(author=alice, title=f"{SECRET} draft", slug=f"{SECRET}-draft", published_at=None)
    own = TilFactory(author=alice, title=f"{SECRET} note", slug=f"{SECRET}-note", visibility=Visibility.AUTHOR)
    guide = TilFactory(
        kind=ArticleKind.GUIDE,
        author=alice,
        title=f"{SECRET} guide",
        slug=f"{SECRET}-guide",
        visibility=Visibility.AUTHOR,
        verifier=alice,
        verified_at=timezone.now(),
        review_on=timezone.localdate(),
    )
    for article in (kept, draft, own, guide):
        add_everything(article, by=alice)
    LiveNote.objects.create(session=session, author=alice, text=f"{SECRET} {SHARED} line")
    Draft.objects.create(user=alice, article=kept, kind=kept.kind, title=SECRET, body=SECRET)
    find_or_create_topics([f"{SECRET} topic"])[0].owners.add(alice)
    file_under(kept, "Interviews", f"{SECRET} topic")
    rebuild_vocabulary()
    call_command("compute_velocity", verbosity=0)
    remember(world, circle, session)


def add_everything(article: Article, *, by: User) -> None:
    """One of each that an article may have, all with the secret word."""
    Article.objects.filter(pk=article.pk).update(summary=f"{SECRET} {SHARED}", body=f"# {SECRET}\n\n{SECRET} {SHARED}")
    file_under(article, "Interviews")
    SnippetFactory(article=article, title=f"{SECRET} prompt", text=f"{SECRET} {SHARED}")
    article.revisions.create(author=by, title=SECRET, body=SECRET)
    article.chapters.create(title=f"{SECRET} chapter", starts=3)
    article.key_sentences.create(text=f"{SECRET} {SHARED}", starts=4)
    article.corrections.create(passage_number=1, former=SECRET, text=f"{SECRET} {SHARED}", by=by)
    article.suggestions.create(kind=SuggestionKind.SNIPPET, text=f"{SECRET} {SHARED}", digest="1", title=SECRET)
    question = article.questions.create(asker=by, text=f"{SECRET} {SHARED}?")
    question.answers.create(author=by, text=f"{SECRET} {SHARED}.")
    article.outdated_marks.create(user=by, note=SECRET)
    for person in User.objects.all()[:6]:
        article.openings.create(user=person, day=timezone.localdate())
        article.copied.create(user=person, day=timezone.localdate())
        article.watched.create(user=person, day=timezone.localdate(), seconds=300)
    OtherPage.objects.create(article=article, url=f"https://wiki.example.com/{SECRET}", title=SECRET, added_by=by)
    Attachment.objects.create(
        article=article,
        file=ContentFile(SECRET.encode(), name=f"{SECRET}.txt"),
        filename=f"{SECRET}.txt",
        content_type="text/plain",
        size=6,
        added_by=by,
    )
    set_recording_file(article, file=ContentFile(silence(1), name="talk.wav"), by=by)
    index_articles([article.pk])


def file_under(article: Article, *topics: str) -> None:
    article.topics.add(*find_or_create_topics(topics))
    index_articles([article.pk])


def before(days: int) -> Any:
    return timezone.now().replace(minute=0) - timedelta(days=days)


def remember(world: World, circle: Ritual, session: Session) -> None:
    """What the addresses could name: every number of a row that belongs to something private, every slug and file."""
    private = Article.objects.exclude(published_at__isnull=False, visibility=Visibility.EVERYBODY)
    rows: list[models.Model] = [circle, session, *session.teachings.all(), *session.live_notes.all(), *private]
    world.wholes.update([circle.pk, session.pk, *(article.pk for article in private)])
    for relation in Article._meta.related_objects:
        if relation.related_model in NEVER_ADDRESSED:
            continue
        rows += relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": private})
    for row in rows:
        world.words.add(str(row.pk))
        if isinstance(row.pk, int):
            world.numbers.add(row.pk)
        world.words.update(value for name in ("slug", "url") if (value := getattr(row, name, "")))
        if file := getattr(row, "file", None):
            world.files.add(file.name)


def lists() -> list[str]:
    """The addresses without a place, and those that only need what is open."""
    return [name for name, address in ROUTES.items() if not PLACE.search(address)]


def asked(name: str) -> list[str]:
    return [ROUTES[name] + query for query in ("", *ASKED.get(name, ()))]


def addresses(world: World, name: str) -> Iterator[str]:
    """The route with everything private that it could name, a part below what parts belong to."""
    values = {"int": sorted(world.numbers), "path": sorted(world.files), "uuid": sorted(world.words)}
    kinds = PLACE.findall(ROUTES[name])
    if name.startswith("topics:"):  # the names of topics are everybody's words; what is filed under them is not
        values["str"] = values["slug"] = ["interviews"]
    places = [values.get(kind, sorted(world.words)) for kind in kinds]
    if len(kinds) > 1 and kinds[0] == "int":
        places[0] = sorted(world.wholes)
    for chosen in product(*places):
        rest = iter(chosen)
        yield PLACE.sub(lambda _place, rest=rest: str(next(rest)), ROUTES[name])


def answered(world: World, person: str, address: str) -> str:
    """Where the answer leads, and what it says, without what is different each time."""
    user = world.insider if person == "insider" else world.people[person]
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="peerlearn.people.backends.DirectoryBackend")
    with transaction.atomic():
        response = client.get(address)
        if response.status_code == 405:
            response = client.post(address)
        said = content(response)
        transaction.set_rollback(True)
    assert response.status_code < 500, f"{address}: {response.status_code}"
    return _CHANGES_BY_ITSELF.sub("", f"{response.status_code} {response.headers.get('Location', '')}\n{said}")


def content(response: HttpResponse) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode(errors="replace")


@pytest.fixture
def inside(world: World, db: None) -> Iterator[World]:
    with time_machine.travel(MONDAY, tick=False):
        yield world


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_address_tells_nobody_of_a_private_article(inside: World, name: str) -> None:
    places = PLACE.search(ROUTES[name])
    everybody = PEOPLE if not places else ("outsider",)

    told = [
        (person, address)
        for person in everybody
        for address in (addresses(inside, name) if places else asked(name))
        if SECRET in answered(inside, person, address).replace(address, "").replace(f"next={address}", "")
    ]

    assert told == []


@pytest.mark.parametrize("name", sorted(lists()))
def test_list_is_the_same_without_private_articles(inside: World, name: str) -> None:
    now = {address: answered(inside, "outsider", address) for address in asked(name)}

    assert now == {address: inside.lists["outsider", address] for address in now}


def test_whoever_may_see_them_finds_them(inside: World) -> None:
    """The other side of the coin: the pages do show what they hide from others."""
    shown = [
        SECRET in answered(inside, "insider", address)
        for address in (f"/wiki/search/?q={SHARED}", "/wiki/", f"/wiki/{SECRET}-draft/", f"/rituals/{SECRET}-circle/")
    ]

    assert shown == [True] * 4
