"""What speaks for an article, or against it, before a word of it is read.

What is fresh counts more than what is old, from the day it was said, written or verified. A guide that somebody
answers for, and that is not due for another look, is trusted more; what readers called out of date, and nobody has
looked at since, less. What helped, was copied and was opened comes first among equals, each further time adding less.
Text counts up to about 1, so that none of this outweighs the better answer.
"""

from knowledge.enums import ArticleKind

HALF_LIFE = 540  # days
FRESH, VERIFIED, OUTDATED, MOST_OUTDATED, MOST_REUSED = 0.06, 0.04, 0.05, 0.1, 0.1

# A query with the parameters `now` and `today`: article_id, freshness, trust, reuse.
PRIORS = f"""
SELECT a.id AS article_id,
    {FRESH} * power(0.5, greatest(%(now)s::date - greatest(a.dated_at, a.verified_at)::date, 0) / {HALF_LIFE}.0)
        AS freshness,
    CASE WHEN a.kind = '{ArticleKind.GUIDE}' AND a.verified_at IS NOT NULL
            AND coalesce(a.review_on >= %(today)s, true) THEN {VERIFIED} ELSE 0 END
        - least({OUTDATED} * (SELECT count(*) FROM knowledge_outdatedmark o
            WHERE o.article_id = a.id AND o.settled_at IS NULL), {MOST_OUTDATED}) AS trust,
    least(0.02 * ln(1 + (SELECT count(*) FROM knowledge_helped h WHERE h.article_id = a.id))
        + 0.01 * ln(1 + (SELECT count(*) FROM knowledge_copied c WHERE c.article_id = a.id))
        + 0.005 * ln(1 + (SELECT count(*) FROM knowledge_opening o WHERE o.article_id = a.id)),
        {MOST_REUSED}) AS reuse
FROM knowledge_article a
"""  # noqa: S608 -- constants
