"""An article: player, transcript, notes, what to copy; and whether it helped."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from knowledge.enums import ArticleKind
from knowledge.forms.attachments import AttachmentForm, OtherPageForm
from knowledge.forms.questions import AnswerForm, OutdatedForm, QuestionForm
from knowledge.models import Article, Helped
from knowledge.selectors.beside import beside
from knowledge.selectors.checklist import capture_checklist
from knowledge.selectors.five_minutes import copied_by
from knowledge.selectors.guides import trust_of
from knowledge.selectors.outdated import outdated_marks
from knowledge.selectors.questions import questions_of
from knowledge.selectors.recordings import elsewhere, recording_of
from knowledge.selectors.search import passage_url
from knowledge.selectors.speakers import named_by_themselves, own_choices
from knowledge.selectors.suggestions import chapters_of, key_sentences_of
from knowledge.selectors.transcript import passage_at, transcript_of
from knowledge.services.reuse import mark_helped, record_opening, unmark_helped
from knowledge.views.asked import number_asked, second_asked
from knowledge.views.drawn import drawn
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User
from rituals.enums import CapturePolicy


@require_safe
@login_required
def article(request: SignedInRequest, slug: str) -> HttpResponse:
    shown = _fetch(request, slug)
    record_opening(shown, user=request.user, now=timezone.now())
    session = shown.session
    recording, second = recording_of(shown), second_asked(request, "t")
    teachers = shown.teachers()
    owes = session is not None and session.capture_policy != CapturePolicy.NONE
    context = {
        "article": shown,
        "teachers": teachers,
        "is_session": shown.kind == ArticleKind.SESSION,
        "recording": recording,
        "opens": elsewhere(recording, second) if recording else None,
        "transcript": transcript_of(shown, part=number_asked(request, "part"), second=second),
        "own_choices": own_choices(shown, request.user),
        "named": named_by_themselves(shown) if request.user.has_perm("knowledge.overrule_choice", shown) else [],
        "chapters": chapters_of(shown),
        "key_sentences": key_sentences_of(shown),
        "notes": drawn(shown.body),
        "snippets": shown.snippets.with_copiers(),
        "checklist": capture_checklist(shown) if owes else None,
        "copied_by": copied_by(shown, author=request.user),
        "trust": trust_of(shown, now=timezone.now()) if shown.kind == ArticleKind.GUIDE else None,
        "may_verify": shown.kind == ArticleKind.GUIDE and request.user.has_perm("knowledge.verify_guide", shown),
        "may_edit": request.user.has_perm("knowledge.edit_text", shown),
        "may_change": request.user.has_perm("knowledge.change_article", shown),
    }
    return render(request, "knowledge/article.html", context | _around(request, shown, teachers))


def _around(request: SignedInRequest, shown: Article, teachers: list[User]) -> dict[str, Any]:
    """What readers say below it, and what stands beside it, with the forms of what this reader may do."""
    may = request.user.has_perm
    settles, frames = may("knowledge.look_after", shown), may("knowledge.edit_frame", shown)
    return {
        "questions": questions_of(shown, user=request.user, teachers=teachers),
        "question_form": QuestionForm() if may("knowledge.ask_question", shown) else None,
        "answer_form": AnswerForm() if may("knowledge.answer_question", shown) else None,
        "outdated": outdated_marks(shown, user=request.user, settles=settles),
        "outdated_form": OutdatedForm() if may("knowledge.mark_outdated", shown) else None,
        "may_settle": settles,
        "beside": beside(shown, user=request.user),
        "file_form": AttachmentForm() if frames else None,
        "page_form": OtherPageForm() if frames else None,
        "own_address": request.build_absolute_uri(shown.get_absolute_url()),
    }


@require_safe
@login_required
def of_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """The way from a session to its article, for whoever knows only the session and perhaps a second (`t`)."""
    shown = get_object_or_404(Article.objects.visible_to(request.user), session=pk)
    second = second_asked(request, "t")
    passage = passage_at(shown, second) if second is not None else None
    return redirect(passage_url(shown, passage.number, passage.starts) if passage else shown)


@require_POST
@login_required
def helped(request: SignedInRequest, slug: str) -> HttpResponse:
    """ "This helped me", and by the same button not any more."""
    shown = _fetch(request, slug)
    require(request, "knowledge.mark_helped", shown)
    if Helped.objects.filter(article=shown, user=request.user).exists():
        unmark_helped(shown, user=request.user)
    else:
        mark_helped(shown, user=request.user)
    return redirect(shown)


def _fetch(request: SignedInRequest, slug: str) -> Article:
    articles = Article.objects.visible_to(request.user).for_lists()
    return get_object_or_404(
        articles.select_related("session__ritual", "author", "verifier", "recording_end"), slug=slug
    )
