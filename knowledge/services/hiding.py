"""Which passages of a transcript nobody reads: what somebody asked to be taken out, and all when a teacher refuses."""

from django.db import transaction
from django.db.models import Q

from knowledge.enums import SpeakerWish
from knowledge.models import Article, Passage, SpeakerChoice
from knowledge.services.passage_words import forget_words, refresh_words
from knowledge.services.vocabulary import forget_vocabulary
from rituals.selectors.consents import refused_sessions


@transaction.atomic
def hide_and_show(article: Article) -> bool:
    """Bring the passages in line with what was asked for; whether any had to change. Search needs its index after."""
    out = _to_be_hidden(article)
    passages = Passage.objects.select_for_update().filter(article=article).order_by("number")
    hide = [passage.number for passage in passages.filter(out, hidden=False).only("number")]
    show = [passage.number for passage in passages.filter(hidden=True).exclude(out).only("number")]
    if hide:
        forget_vocabulary(article.pk, {number - step for number in hide for step in (0, 1)})
    Passage.objects.filter(article=article, number__in=hide).update(hidden=True)
    Passage.objects.filter(article=article, number__in=show).update(hidden=False)
    forget_words(article, hide)
    refresh_words(article, [*hide, *show])
    return bool(hide or show)


def _to_be_hidden(article: Article) -> Q:
    if refused_sessions().filter(session=article.session_id).exists():
        return Q(pk__isnull=False)
    taken_out = SpeakerChoice.objects.filter(article=article, wish=SpeakerWish.HIDDEN)
    return Q(speaker__in=list(taken_out.values_list("speaker", flat=True)))
