"""How a transcript was put right, line by line. What somebody asked to be taken out is not told here either."""

from dataclasses import dataclass

from knowledge.differences import Line, differences
from knowledge.models import Article, Correction, Passage
from knowledge.selectors.transcript import CueLine, lines_of

NEWEST = 200


@dataclass(frozen=True)
class CorrectedLine:
    """A correction, and the line as it stands now; `latest` says that it reads as this correction left it."""

    correction: Correction
    line: CueLine
    latest: bool

    @property
    def changes(self) -> tuple[Line, ...]:
        return differences(self.correction.former, self.correction.text)


def corrections_of(article: Article) -> list[CorrectedLine]:
    """The newest first. Those of a transcript that was replaced since have no line any more."""
    made = Correction.objects.filter(article=article).select_related("by").order_by("-at", "-pk")
    transcript = getattr(article, "transcript", None)
    if transcript:
        made = made.filter(at__gte=transcript.updated_at)
    corrections = list(made[:NEWEST])
    numbers = {correction.passage_number for correction in corrections}
    shown = Passage.objects.shown().filter(article=article, number__in=numbers).defer("words", "exact")
    lines = {line.number: line for line in lines_of(article, shown)}
    return [
        CorrectedLine(correction, line, latest=line.text == correction.text)
        for correction in corrections
        if (line := lines.get(correction.passage_number))
    ]
