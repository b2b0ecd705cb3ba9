"""How far what was found can be relied upon: verified, aged, called outdated, and what it did for colleagues."""

from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge.enums import ArticleKind
from knowledge.models import Copied, OutdatedMark, Transcript
from knowledge.selectors.standing import Standing, standings
from knowledge.services.capture import open_article
from peerlearn.people.models import User
from tests.factories.knowledge import HELD, SnippetFactory, TilFactory, held_session

NOW = HELD + timedelta(days=21)


def test_guide_shows_its_verification_until_its_review_is_due(alice: User) -> None:
    guide = TilFactory(
        kind=ArticleKind.GUIDE, verifier=alice, verified_at=datetime(2026, 11, 1, 9, tzinfo=UTC), dated_at=HELD
    )
    guide.review_on = date(2026, 12, 7)
    guide.save()

    verified = standings([guide.pk], now=datetime(2026, 12, 7, 9, tzinfo=UTC))[guide.pk]
    overdue = standings([guide.pk], now=datetime(2026, 12, 8, 9, tzinfo=UTC))[guide.pk]

    assert (verified.verified_on, verified.review_was, verified.age) == (date(2026, 11, 1), None, "")
    assert overdue.review_was == date(2026, 12, 7)


def test_share_shows_its_age_and_what_readers_made_of_it(alice: User, bob: User, charlie: User) -> None:
    til = TilFactory(author=alice)
    snippet = SnippetFactory(article=til)
    for day in (HELD.date(), NOW.date()):
        Copied.objects.create(article=til, snippet=snippet, user=bob, day=day)
    til.helped.create(user=bob)
    til.helped.create(user=charlie)
    OutdatedMark.objects.create(article=til, user=bob)
    OutdatedMark.objects.create(article=til, user=charlie, settled_at=NOW)

    assert standings([til.pk], now=NOW) == {
        til.pk: Standing(age="3\xa0weeks old", fresh=True, outdated=1, helped=2, copied=1)
    }
    assert standings([til.pk], now=HELD + timedelta(hours=2))[til.pk].age == "of today"


def test_session_lacks_words_until_its_transcript_is_there(alice: User) -> None:
    article = open_article(held_session(alice))
    before = standings([article.pk], now=NOW)[article.pk].lacks_words
    Transcript.objects.create(article=article, source=b"", filename="a.vtt", format="webvtt")

    assert (before, standings([article.pk], now=NOW)[article.pk].lacks_words) == (True, False)


def test_standings_of_many_take_one_query(alice: User) -> None:
    ids = [TilFactory(author=alice).pk for _ in range(3)]

    with CaptureQueriesContext(connection) as queries:
        assert len(standings(ids, now=NOW)) == 3

    assert len(queries) == 1
