"""Chapters and key sentences of a capture, changed by hand; answered like a decision about a suggestion."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.forms.chapters import ChapterForm, ChapterTitleForm
from knowledge.models import Article, Chapter, KeySentence
from knowledge.services.chapters import add_chapter, remove_chapter, remove_key_sentence, rename_chapter
from knowledge.views.capture import held_article
from knowledge.views.suggestions import decided, show_suggestions
from peerlearn.people.http import SignedInRequest


@require_POST
@login_required
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    article = held_article(request, pk)
    form = ChapterForm(request.POST)
    if not form.is_valid():
        return _refused(request, article, form)
    add_chapter(article, title=form.cleaned_data["title"], starts=form.cleaned_data["starts"])
    return decided(request, article, _("The chapter is there."))


@require_POST
@login_required
def change(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    article = held_article(request, pk)
    chapter = get_object_or_404(Chapter, pk=number, article=article)
    form = ChapterTitleForm(request.POST)
    if not form.is_valid():
        return _refused(request, article, form)
    rename_chapter(chapter, title=form.cleaned_data["title"])
    return decided(request, article, _("Saved."))


@require_POST
@login_required
def remove(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    article = held_article(request, pk)
    remove_chapter(get_object_or_404(Chapter, pk=number, article=article))
    return decided(request, article, _("The chapter is gone."))


@require_POST
@login_required
def remove_sentence(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    article = held_article(request, pk)
    remove_key_sentence(get_object_or_404(KeySentence, pk=number, article=article))
    return decided(request, article, _("It is no key sentence any more."))


def _refused(request: SignedInRequest, article: Article, form: ChapterTitleForm) -> HttpResponse:
    field, errors = next(iter(form.errors.items()))
    words = f"{form.fields[field].label}: {errors[0]}"
    return show_suggestions(request, article, refusal=words, status=422)
