"""By what the results of a search can be narrowed, with counts over all of them and not only those on the page.

The same statement that finds is counted here, with the same permissions and filters: nothing is counted that the
person could not open.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from knowledge.models import Article
from knowledge.query import Query
from knowledge.selectors.matching import MAY_BE_SEEN, Sql, candidates, run
from rituals.enums import TeachingState

MOST = 20  # values of one facet


@dataclass(frozen=True)
class FacetCounts:
    """How many results have each value, the most frequent first: topics by id, teachers by user id, kinds, years."""

    topics: dict[int, int]
    teachers: dict[int, int]
    kinds: dict[str, int]
    years: dict[int, int]


def facet_counts(query: Query, *, besides: Sql, among: QuerySet[Article] | None) -> FacetCounts:
    """Counts for the same query, person and filters as `best_matches`; years are those of the reader's zone."""
    if not query.groups:
        return FacetCounts({}, {}, {}, {})
    found, parameters = candidates(query, besides=besides, among=among)
    statement = f"""
        WITH {found},
        result AS MATERIALIZED (SELECT a.id, a.kind, a.dated_at, a.session_id, a.author_id
            FROM candidate JOIN knowledge_article a ON a.id = candidate.article_id
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
            FROM result GROUP BY 2 ORDER BY 2 DESC)"""  # noqa: S608 -- values are parameters
    counts: dict[str, dict[str, int]] = {"topics": {}, "teachers": {}, "kinds": {}, "years": {}}
    for facet, value, number in run(statement, [*parameters, timezone.get_current_timezone_name()]):
        counts[facet][value] = number
    return FacetCounts(
        topics=_numbered(counts["topics"]),
        teachers=_numbered(counts["teachers"]),
        kinds=counts["kinds"],
        years=_numbered(counts["years"]),
    )


def _numbered(counts: dict[str, int]) -> dict[int, int]:
    return {int(value): number for value, number in counts.items()}
