"""What was asked below an article, with its answers, and what this reader may do with each."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch

from knowledge.models import Answer, Article, Question
from peerlearn.people.models import User


@dataclass(frozen=True)
class AnswerShown:
    """`teaches`: by somebody who gets the credit for the article."""

    answer: Answer
    teaches: bool
    may_delete: bool


@dataclass(frozen=True)
class QuestionShown:
    question: Question
    answers: tuple[AnswerShown, ...]
    may_delete: bool


def questions_of(article: Article, *, user: User, teachers: Collection[User]) -> list[QuestionShown]:
    """In the order they were asked, in two queries; answers of those who teach it first."""
    answers = Prefetch("answers", Answer.objects.select_related("author"))
    questions = list(article.questions.select_related("asker").prefetch_related(answers))
    looks_after = bool(questions) and user.has_perm("knowledge.look_after", article)
    return [_shown(question, user, frozenset(person.pk for person in teachers), looks_after) for question in questions]


def _shown(question: Question, user: User, teachers: Collection[int], looks_after: bool) -> QuestionShown:
    answers = [
        AnswerShown(answer, answer.author_id in teachers, looks_after or answer.author_id == user.pk)
        for answer in question.answers.all()
    ]
    answers.sort(key=lambda shown: not shown.teaches)
    return QuestionShown(question, tuple(answers), looks_after or question.asker_id == user.pk)
