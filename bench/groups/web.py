"""Pages as people get them: search over HTTP beside the way wikis search, and what lists cost beside a bare page."""

import gzip
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlencode, urljoin

from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from bench import library, scratch
from bench.corpus import Source, mixtures
from bench.figures import Figure, Results
from bench.questions import SAMPLE, Question, drawn_from
from bench.references import bare, wiki
from bench.serving import Site, application, product
from bench.timing import Times, interleaved
from peerlearn.people.models import User

PEER_ROUNDS = 1
LEAST_MEASURED = 1_000  # sessions; below it the benchmark is only tried out
COMPANY = "bench_company"
EACH = 7  # requests of one page in a row
ASSET = re.compile(r"""<(?:link|script)[^>]*?(?:href|src)="([^"]+\.(?:css|js))\"""")
# Fonts for English: browsers leave those for other letters where they are.
FONT = re.compile(r"""@font-face\s*{[^}]*?url\(["']?([^"')]+\.woff2)["']?\)[^}]*?U\+0000[^}]*}""", re.IGNORECASE)
LISTS = {
    "home": "home:index",
    "rituals": "rituals:ritual_list",
    "calendar month": "rituals:calendar",
    "wiki": "knowledge:wiki",
    "dashboard": "metrics:dashboard",
}


def measure(source: Source, size: int, rounds: int, results: Results) -> None:
    """Search in the library of this size, which is there; lists in a demo company of their own."""
    scratch.use(library.name_of(size))
    reader = library.reader()
    questions = [each for each in drawn_from(list(islice(mixtures(source, size), SAMPLE))) if not each.topic]
    with product(library.name_of(size), reader) as site:
        _first_load(site, results)
        _search(site, source, questions, size, rounds, results)
    _lists(rounds, results)


def _search(
    site: Site, source: Source, questions: Sequence[Question], size: int, rounds: int, results: Results
) -> None:
    pages = scratch.folder(library.name_of(size)) / "pages"
    count = wiki.PAGES if size >= LEAST_MEASURED else size
    texts = ((each.heading.title, "\n".join(text for _, text in each.turns)) for each in mixtures(source, count))
    wiki.write_pages(pages, texts)
    times: Times = {}
    with application("bench.references.wiki:application", {"BENCH_PAGES": str(pages)}) as peer:
        page = {"page": lambda asked: site.get(_address(asked))}
        both = page | {"peer": lambda asked: peer.get(f"/?{urlencode({'q': ' '.join(asked.words)})}")}
        interleaved(page, questions, {})
        for number in range(rounds):
            interleaved(both if number < PEER_ROUNDS else page, questions, times)
    ours, theirs = (statistics.median(map(statistics.median, times[way].values())) for way in ("page", "peer"))
    results.add(Figure(f"search page over HTTP, {size:,} sessions", ours, reference=theirs, faster=50))


def _address(question: Question) -> str:
    return f"{reverse('knowledge:search')}?{urlencode({'q': question.text})}"


def _first_load(site: Site, results: Results) -> None:
    """What a browser that was never here fetches for the first page, compressed; fonts by themselves."""
    page = _plain(site.get("/"))
    assets = dict.fromkeys(ASSET.findall(page))
    sizes = [len(gzip.compress(page.encode()))]
    fonts: dict[str, None] = {}
    for name in assets:
        sent = site.get(name)
        sizes.append(len(sent))
        fonts |= {urljoin(name, font): None for font in FONT.findall(_plain(sent)) if name.endswith(".css")}
    results.add(Figure("first load, HTML, CSS and JS", sum(sizes) / 1000, "kB", most=80))
    results.add(Figure("first load, fonts", sum(len(site.get(font)) for font in fonts) / 1000, "kB", most=132))


def _plain(body: bytes) -> str:
    return (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode()


def _lists(rounds: int, results: Results) -> None:
    """Milliseconds of the processor in Python, of blocks that alternate with the bare page."""
    scratch.make(COMPANY)
    call_command("demo", verbosity=0)
    connection.settings_dict["CONN_MAX_AGE"] = 60  # as the product is served
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email="ld@demo.example"))
    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        with override_settings(ROOT_URLCONF="bench.references.bare"):
            spent["bare"] += _processor_ms(client, bare.ADDRESS)
        for name, view in LISTS.items():
            spent[name] += _processor_ms(client, reverse(view))
    limit = statistics.median(spent["bare"])
    for name in LISTS:
        results.add(Figure(f"page, {name}, processor", statistics.median(spent[name]), reference=limit, most=2))
    results.add(Figure("page, leaderboard, processor", None, note="there is no leaderboard yet"))
    connection.close()


def _processor_ms(client: Client, address: str) -> list[float]:
    spent = []
    for number in range(EACH + 1):
        began = time.process_time()
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}.")
        if number:  # the first one warms up
            spent.append((time.process_time() - began) * 1000)
    return spent
