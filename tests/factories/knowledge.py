"""Articles, and sessions that were held with what was kept of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from knowledge.enums import ArticleKind
from knowledge.models import Article, Snippet
from knowledge.services.capture import open_article
from knowledge.services.indexing import index_articles
from knowledge.services.passages import Spoken, store_passages
from knowledge.transcripts import read_transcript
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import SessionStatus
from rituals.models import Session
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory, TeachingFactory

HELD = datetime(2026, 11, 16, 13, 0, tzinfo=UTC)


class TilFactory(factory.django.DjangoModelFactory[Article]):
    """A published short share; `indexed` makes it findable."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    kind = ArticleKind.TIL
    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Share {n}")
    slug = factory.Sequence(lambda n: f"share-{n}")
    body = "Number the interviews."
    dated_at = HELD
    published_at = HELD

    @factory.post_generation
    def indexed(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        index_articles([self.pk])


class SnippetFactory(factory.django.DjangoModelFactory[Snippet]):
    class Meta:
        model = Snippet

    article = factory.SubFactory(TilFactory)
    title = "Ask for disagreement"
    text = "List every question on which two interviewees differ."


def held_session(teacher: User, **fields: Any) -> Session:
    """A session of last Monday that took place, taught by `teacher`; its capture is due."""
    values = {
        "starts_at": HELD,
        "status": SessionStatus.HELD,
        "held_at": HELD + timedelta(minutes=30),
        "capture_due_at": HELD + timedelta(days=7, minutes=30),
    }
    session = SessionFactory(**(values | fields))
    TeachingFactory(session=session, user=teacher)
    return session


def capture_of(session: Session, *, transcript: str = "", topics: tuple[str, ...] = (), **fields: Any) -> Article:
    """The published and findable article of a session, `transcript` in the form of text with speakers."""
    article = open_article(session)
    for name, value in ({"published_at": HELD + timedelta(hours=1)} | fields).items():
        setattr(article, name, value)
    article.save()
    article.topics.set(find_or_create_topics(topics))
    if transcript:
        cues = read_transcript(transcript.encode(), filename="talk.txt").cues
        teachers = tuple(teaching.user for teaching in session.teachings.all())
        store_passages([Spoken(article.pk, cues, article.language, teachers)])
    index_articles([article.pk])
    return article
