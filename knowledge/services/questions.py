"""Questions below an article, and their answers; whoever can answer, and whoever asked, is told."""

from datetime import datetime, timedelta

from django.db import transaction

from knowledge.models import Answer, Article, Question
from knowledge.notices.questions import QUESTION_ANSWERED, QUESTION_ASKED, answered_key, asked_key
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

NEWS_FOR = timedelta(days=14)


@transaction.atomic
def ask_question(article: Article, *, by: User, text: str, starts: float | None = None, now: datetime) -> Question:
    """Ask, at a second of the recording or about all of it; those who teach it hear so."""
    question = Question.objects.create(article=article, asker=by, text=text, starts=starts)
    key = asked_key(question)
    enqueue(_news(QUESTION_ASKED, teacher, key, now) for teacher in article.teachers() if teacher != by)
    return question


@transaction.atomic
def answer_question(question: Question, *, by: User, text: str, now: datetime) -> Answer:
    """Answer; whoever asked hears so, unless they answer themselves."""
    answer = Answer.objects.create(question=question, author=by, text=text)
    if question.asker is not None and question.asker != by:
        enqueue([_news(QUESTION_ANSWERED, question.asker, answered_key(answer), now)])
    return answer


def _news(kind: str, recipient: User, key: str, now: datetime) -> Draft:
    return Draft(kind=kind, recipient=recipient, object_key=key, due_at=now, expires_at=now + NEWS_FOR)
