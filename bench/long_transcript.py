"""How long does a transcript of six hours take until it is found, and how heavy is its page?

    python bench/long_transcript.py

Makes a database of its own, reads a transcript of two minutes and one of six hours (60,000 words), and prints for each
the seconds until it is stored and findable, and the queries and bytes of its page. Exits with 1 when the long one takes
10 seconds or more, when its page asks more than the short one's, or when the page has more than 200 kB.
"""

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
WORDS, SECONDS_A_CAPTION, WORDS_A_CAPTION = (330, 60_000), 3.6, 10
MOST_SECONDS, MOST_BYTES = 10, 200_000
VOCABULARY, VOICES = 6_000, ("Ana Kovač", "Ben Okafor", "Chiara Rossi")
STARTED = datetime(2026, 11, 16, 9, tzinfo=UTC)


class Cost(NamedTuple):
    words: int
    seconds: float
    passages: int
    queries: int
    bytes: int


def main() -> int:
    _start_django()
    from django.db import connection  # noqa: PLC0415 -- Django is set up first
    from django.test.utils import override_settings  # noqa: PLC0415 -- Django is set up first

    database = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            costs = [_cost(words) for words in WORDS]
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)
    for cost in costs:
        print(
            f"{cost.words:>6,} words: found after {cost.seconds:5.2f} s, {cost.passages:,} passages; "
            f"page {cost.queries} queries, {cost.bytes / 1000:.0f} kB"
        )
    short, long = costs
    light = long.bytes <= MOST_BYTES and long.queries == short.queries
    return 0 if light and long.seconds < MOST_SECONDS else 1


def _start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.test")
    from peerlearn.embedded.environment import complete  # noqa: PLC0415 -- Django is set up first

    complete(os.environ)
    import django  # noqa: PLC0415 -- Django is set up first

    django.setup()


def _cost(words: int) -> Cost:
    from django.db import connection  # noqa: PLC0415 -- Django is set up first
    from django.test import Client  # noqa: PLC0415 -- Django is set up first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- Django is set up first

    from knowledge.services.capture import open_article, publish_capture, set_transcript  # noqa: PLC0415 -- as above
    from peerlearn.people.models import User  # noqa: PLC0415 -- Django is set up first
    from rituals.models import Session  # noqa: PLC0415 -- Django is set up first

    user, _made = User.objects.get_or_create(email="bench@example.com", defaults={"name": "Ben Chmark"})
    ends = STARTED + timedelta(seconds=words / WORDS_A_CAPTION * SECONDS_A_CAPTION)
    session = Session.objects.create(title=f"{words} words", starts_at=STARTED, ends_at=ends, status="held")
    article = open_article(session)
    data = _captions(words)
    began = time.perf_counter()
    set_transcript(article, data=data, filename="talk.vtt", by=user)
    seconds = time.perf_counter() - began
    publish_capture(article, by=user, now=ends)
    client = Client()
    client.force_login(user, backend="peerlearn.people.backends.DirectoryBackend")
    client.get(article.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        page = client.get(article.get_absolute_url())
    return Cost(words, seconds, article.passages.count(), len(queries), len(page.content))


def _captions(words: int) -> bytes:
    """WebVTT with voices; words come by Zipf's law, as in speech."""
    dice = random.Random(7)
    vocabulary = [_word(dice) for _place in range(VOCABULARY)]
    weights = [1 / place for place in range(1, VOCABULARY + 1)]
    spoken = dice.choices(vocabulary, weights, k=words)
    lines = ["WEBVTT", ""]
    for number, place in enumerate(range(0, words, WORDS_A_CAPTION)):
        start, end = (_clock((number + step) * SECONDS_A_CAPTION) for step in (0, 1))
        text = " ".join(spoken[place : place + WORDS_A_CAPTION]).capitalize() + dice.choice(",,.")
        lines += [f"{start} --> {end}", f"<v {VOICES[number // 30 % len(VOICES)]}>{text}", ""]
    return "\n".join(lines).encode()


def _word(dice: random.Random) -> str:
    return "".join(dice.choices("etaoinshrdlucmfwypvbgk", k=dice.randint(2, 9)))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02d}:{minutes:02d}:{rest:06.3f}"


if __name__ == "__main__":
    sys.exit(main())
