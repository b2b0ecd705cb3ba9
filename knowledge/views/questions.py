"""Questions below an article, and answers; each is a form of its own and leads back to where it stands."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.forms.questions import AnswerForm, QuestionForm
from knowledge.models import Answer, Article, Question
from knowledge.services.questions import answer_question, ask_question
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_POST
@login_required
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.visible_to(request.user), slug=slug)
    require(request, "knowledge.ask_question", article)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return render(request, "knowledge/question.html", {"article": article, "form": form}, status=422)
    given = form.cleaned_data
    question = ask_question(article, by=request.user, text=given["text"], starts=given["seconds"], now=timezone.now())
    messages.success(request, _("Asked. You hear when somebody answers."))
    return redirect(question)


@require_POST
@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    require(request, "knowledge.answer_question", question.article)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = {"article": question.article, "question": question, "form": form}
        return render(request, "knowledge/question.html", context, status=422)
    answer_question(question, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
    messages.success(request, _("Answered."))
    return redirect(question)


@require_POST
@login_required
def delete_question(request: SignedInRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    require(request, "knowledge.delete_question", question)
    question.delete()
    messages.success(request, _("The question is gone."))
    return redirect(question.article.get_absolute_url() + "#questions")


@require_POST
@login_required
def delete_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    answers = Answer.objects.filter(question__article__in=Article.objects.visible_to(request.user))
    found = get_object_or_404(answers.select_related("question__article__session", "question__article__author"), pk=pk)
    require(request, "knowledge.delete_answer", found)
    found.delete()
    messages.success(request, _("The answer is gone."))
    return redirect(found.question)


def _question(request: SignedInRequest, pk: int) -> Question:
    questions = Question.objects.filter(article__in=Article.objects.visible_to(request.user))
    return get_object_or_404(questions.select_related("article__session", "article__author", "asker"), pk=pk)
