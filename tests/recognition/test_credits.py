"""The ledger follows the facts, however often it is derived."""

from datetime import UTC, datetime, timedelta

from knowledge.enums import ArticleKind
from knowledge.models import Article, Helped
from peerlearn.core.windows import Window
from recognition.models import TeachingCredit
from recognition.services.credits import rederive

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ledger() -> list[tuple]:
    return sorted(
        TeachingCredit.objects.values_list("user__name", "kind", "session", "article", "hours", "count"), key=str
    )


def test_credits_list_what_was_taught_captured_shared_and_what_helped(session, article, alice, bob, dora, charlie):
    share = Article.objects.create(
        kind=ArticleKind.TIL, author=charlie, title="Paste as CSV", slug="csv", dated_at=NOW, published_at=NOW
    )
    for person in (alice, bob, dora):
        Helped.objects.create(article=article, user=person)

    rederive()

    assert ledger() == sorted(
        [
            ("Alice Teacher", "captured", session.pk, None, 0, 1),
            ("Alice Teacher", "helped", None, article.pk, 0, 2),
            ("Alice Teacher", "taught", session.pk, None, 0.5, 1),
            ("Charlie Outsider", "til", None, share.pk, 0, 1),
        ],
        key=str,
    )


def test_credits_derived_twice_change_nothing(session, article, bob):
    Helped.objects.create(article=article, user=bob)
    rederive()
    first = list(TeachingCredit.objects.order_by("pk").values())

    assert rederive() == 0

    assert list(TeachingCredit.objects.order_by("pk").values()) == first


def test_credits_of_what_is_no_longer_a_fact_go(session, article, bob):
    Helped.objects.create(article=article, user=bob)
    rederive()

    Helped.objects.all().delete()
    session.captured_at = session.capture_due_at + timedelta(hours=1)
    session.save()

    assert rederive() == 2
    assert [row[1] for row in ledger()] == ["taught"]


def test_credits_are_put_right_when_a_session_moves_out_of_the_window(session):
    rederive()
    window = Window(session.starts_at - timedelta(days=1), session.starts_at + timedelta(days=1))
    session.starts_at -= timedelta(days=30)
    session.ends_at -= timedelta(days=30)
    session.save()

    rederive(window)

    taught = TeachingCredit.objects.get(kind="taught")
    assert taught.earned_at == session.ends_at


def test_credits_outside_the_window_stay_as_they_are(session):
    rederive()
    session.teachings.all().delete()

    assert rederive(Window(NOW, NOW + timedelta(days=1))) == 0
    assert TeachingCredit.objects.count() == 2
