"""A question was asked or answered: whether it still stands right before, and the words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.models import Answer, Article, Question
from peerlearn.outbox.kinds import Kind, Rendered, register
from peerlearn.outbox.models import Message
from peerlearn.outbox.rendering import button, render_mail

QUESTION_ASKED = "knowledge.question_asked"
QUESTION_ANSWERED = "knowledge.question_answered"


def asked_key(question: Question) -> str:
    return f"question:{question.pk}"


def answered_key(answer: Answer) -> str:
    return f"answer:{answer.pk}"


def register_kinds() -> None:
    register(
        Kind(
            name=QUESTION_ASKED,
            label=gettext_lazy("Somebody asks about something that I taught or wrote"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason_asked,
            render=_render_asked,
            respects_quiet_hours=True,
        )
    )
    register(
        Kind(
            name=QUESTION_ANSWERED,
            label=gettext_lazy("My question was answered"),
            default_wanted=True,
            may_wait=True,
            still_valid=_reason_answered,
            render=_render_answered,
            respects_quiet_hours=True,
        )
    )


def _reason_asked(message: Message) -> str:
    question = _question(message)
    if question is None:
        return "it was taken back"
    if question.answers.exists():
        return "it was answered meanwhile"
    return _reason_hidden(message, question.article)


def _render_asked(message: Message) -> Rendered:
    question = _question(message)
    if question is None:
        raise LookupError(message.object_key)
    words = {"who": question.asker, "text": question.text, "title": question.article.title}
    return render_mail(message, "knowledge/question_asked", words | button(question.get_absolute_url(), _("Answer it")))


def _reason_answered(message: Message) -> str:
    answer = _answer(message)
    return _reason_hidden(message, answer.question.article) if answer else "it was taken back"


def _render_answered(message: Message) -> Rendered:
    answer = _answer(message)
    if answer is None:
        raise LookupError(message.object_key)
    words = {"who": answer.author, "text": answer.text, "question": answer.question.text}
    opens = button(answer.question.get_absolute_url(), _("See the answer"))
    return render_mail(message, "knowledge/question_answered", words | opens)


def _reason_hidden(message: Message, article: Article) -> str:
    recipient = message.recipient
    if recipient is None or not Article.objects.visible_to(recipient).filter(pk=article.pk).exists():
        return "its reader may not see the article any more"
    return ""


def _question(message: Message) -> Question | None:
    return Question.objects.select_related("article__session", "asker").filter(pk=message.object_number).first()


def _answer(message: Message) -> Answer | None:
    answers = Answer.objects.select_related("question__article__session", "author")
    return answers.filter(pk=message.object_number).first()
