"""Putting a line of a transcript right: whoever reads it may, its times stay, and what stood there before is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from knowledge.models import Article, Correction, Passage
from knowledge.services.answers import note_answers
from knowledge.services.indexing import index_articles
from knowledge.services.passage_words import refresh_words
from peerlearn.people.models import User


class StaleLine(Exception):
    """Somebody else changed the line since it was read; `text` is how it stands now, the message says so."""

    def __init__(self, text: str) -> None:
        super().__init__(_("Somebody else has just corrected this line. This is how it stands now."))
        self.text = text


@transaction.atomic
def correct_line(article: Article, number: int, *, former: str, text: str, by: User) -> Correction | None:
    """Let passage `number`, which read `former`, say `text`; None when it says so already.

    Raises StaleLine, and Passage.DoesNotExist for a line that nobody reads.
    """
    passages = Passage.objects.shown().select_for_update().defer("words", "exact")
    passage = passages.get(article=article, number=number)
    if text == passage.text:
        return None
    if passage.text != former:
        raise StaleLine(passage.text)
    passage.text = text
    passage.save(update_fields=["text"])
    correction = Correction.objects.create(article=article, passage_number=number, former=former, text=text, by=by)
    refresh_words(article, [number])
    index_articles([article.pk])
    note_answers(article)
    return correction


def restore_line(correction: Correction, *, by: User) -> Correction | None:
    """Bring back what stood there before this correction, as one more correction.

    Raises StaleLine when the line was changed again since, and Passage.DoesNotExist when it is gone.
    """
    return correct_line(
        correction.article, correction.passage_number, former=correction.text, text=correction.former, by=by
    )
