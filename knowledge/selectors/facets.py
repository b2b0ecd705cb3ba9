"""By what the results of a search can be narrowed, with counts over all of them and not only those on the page.

What is found is counted here, with the same permissions and filters, and asked of the articles themselves once more:
nothing is counted that the person could not open.
"""

from dataclasses import dataclass

from django.utils import timezone

from knowledge.selectors.finding import Found
from knowledge.selectors.openness import CLOSED, MAY_BE_SEEN
from peerlearn.core.statements import run
from rituals.enums import TeachingState

MOST = 20  # values of one facet


_COUNTS = f"""
WITH {CLOSED},
result AS MATERIALIZED (SELECT a.id, a.kind, a.dated_at, a.session_id, a.author_id
    FROM unnest(%s::text::bigint[]) found (id) JOIN knowledge_article a ON a.id = found.id
    WHERE {MAY_BE_SEEN})
(SELECT 'topics', f.topic_id::text, count(*)
    FROM result JOIN knowledge_article_topics f ON f.article_id = result.id
    GROUP BY f.topic_id ORDER BY 3 DESC, 2 LIMIT {MOST})
UNION ALL (SELECT 'teachers', user_id::text, count(*) FROM (
        SELECT t.user_id FROM result JOIN rituals_teaching t ON t.session_id = result.session_id
        WHERE t.state = '{TeachingState.ACCEPTED}'
        UNION ALL
        SELECT author_id FROM result WHERE session_id IS NULL AND author_id IS NOT NULL) taught
    GROUP BY user_id ORDER BY 3 DESC, 2 LIMIT {MOST})
UNION ALL (SELECT 'kinds', kind, count(*) FROM result GROUP BY kind ORDER BY 3 DESC, 2)
UNION ALL (SELECT 'years', extract(year FROM dated_at AT TIME ZONE %s)::int::text, count(*)
    FROM result GROUP BY 2 ORDER BY 2 DESC)
"""  # noqa: S608 -- constants


@dataclass(frozen=True)
class FacetCounts:
    """How many results have each value, the most frequent first: topics by id, teachers by user id, kinds, years."""

    topics: dict[int, int]
    teachers: dict[int, int]
    kinds: dict[str, int]
    years: dict[int, int]


def facet_counts(found: Found) -> FacetCounts:
    """Counts of all that is found; years are those of the reader's zone."""
    articles = f"{{{','.join(map(str, found.articles.tolist()))}}}"  # thousands of numbers are read faster as one text
    values = [list(found.besides), articles, timezone.get_current_timezone_name()]
    counts: dict[str, dict[str, int]] = {"topics": {}, "teachers": {}, "kinds": {}, "years": {}}
    for facet, value, number in run(_COUNTS, values):
        counts[facet][value] = number
    return FacetCounts(
        topics=_numbered(counts["topics"]),
        teachers=_numbered(counts["teachers"]),
        kinds=counts["kinds"],
        years=_numbered(counts["years"]),
    )


def _numbered(counts: dict[str, int]) -> dict[int, int]:
    return {int(value): number for value, number in counts.items()}
