"""The ledger of teaching, derived from facts: sessions taught and their hours, captures in time, short shares, and
articles that helped others.

Deriving it again gives the same rows: each fact has one key (person, kind, session, article), rows that are no longer a
fact go, the others are put right. How many an article helped leaves out its own teachers.
"""

from datetime import UTC, datetime

from django.db import connection

from peerlearn.core.windows import Window

_ALWAYS = Window(datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


def rederive(window: Window | None = None) -> int:
    """Put the rows earned in `window` (default: all) right, and return how many were added, changed or removed."""
    chosen = window or _ALWAYS
    with connection.cursor() as cursor:
        cursor.execute(_REDERIVE, {"start": chosen.start, "end": chosen.end})
        return int(cursor.fetchone()[0])


_REDERIVE = """
WITH taught AS (
    SELECT teaching.user_id, session.*
    FROM rituals_teaching teaching JOIN rituals_session session ON session.id = teaching.session_id
    WHERE teaching.state = 'accepted' AND session.status = 'held' AND session.kind <> 'working_out_loud'
), credited(user_id, article_id) AS (
    SELECT taught.user_id, article.id FROM taught JOIN knowledge_article article ON article.session_id = taught.id
    UNION
    SELECT author_id, id FROM knowledge_article WHERE session_id IS NULL AND author_id IS NOT NULL
), fact(user_id, kind, session_id, article_id, hours, count, earned_at) AS (
    SELECT user_id, 'taught', id, NULL::bigint, extract(epoch FROM ends_at - starts_at)::float / 3600, 1, ends_at
    FROM taught
    UNION ALL
    SELECT user_id, 'captured', id, NULL, 0, 1, captured_at
    FROM taught WHERE capture_policy <> 'none' AND captured_at <= capture_due_at
    UNION ALL
    SELECT author_id, 'til', NULL, id, 0, 1, published_at
    FROM knowledge_article WHERE kind = 'til' AND published_at IS NOT NULL AND author_id IS NOT NULL
    UNION ALL
    SELECT credited.user_id, 'helped', NULL, credited.article_id, 0, count(*), min(helped.at)
    FROM credited JOIN knowledge_helped helped ON helped.article_id = credited.article_id
    WHERE NOT EXISTS (
        SELECT 1 FROM credited own WHERE own.article_id = credited.article_id AND own.user_id = helped.user_id
    )
    GROUP BY credited.user_id, credited.article_id
), listed AS (
    SELECT id, user_id, kind, coalesce(session_id, 0) AS session_id, coalesce(article_id, 0) AS article_id
    FROM recognition_teachingcredit WHERE earned_at >= %(start)s AND earned_at < %(end)s
), removed AS (
    DELETE FROM recognition_teachingcredit WHERE id IN (
        SELECT listed.id FROM listed LEFT JOIN fact
            ON fact.user_id = listed.user_id AND fact.kind = listed.kind
            AND coalesce(fact.session_id, 0) = listed.session_id AND coalesce(fact.article_id, 0) = listed.article_id
        WHERE fact.user_id IS NULL
    ) RETURNING 1
), put_right AS (
    INSERT INTO recognition_teachingcredit AS ledger
        (user_id, kind, session_id, article_id, hours, count, earned_at)
    SELECT fact.* FROM fact LEFT JOIN listed
        ON listed.user_id = fact.user_id AND listed.kind = fact.kind
        AND listed.session_id = coalesce(fact.session_id, 0) AND listed.article_id = coalesce(fact.article_id, 0)
    WHERE (fact.earned_at >= %(start)s AND fact.earned_at < %(end)s) OR listed.id IS NOT NULL
    ON CONFLICT (user_id, kind, session_id, article_id) DO UPDATE
        SET hours = excluded.hours, count = excluded.count, earned_at = excluded.earned_at
        WHERE (ledger.hours, ledger.count, ledger.earned_at)
            IS DISTINCT FROM (excluded.hours, excluded.count, excluded.earned_at)
    RETURNING 1
)
SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM put_right)
"""
