"""The plain design in PostgreSQL: one vector of everything an article says, ranked, with headlines of the whole text
and a count of its own. It knows no permissions.
"""

from django.db import connection

from bench.questions import Question

BUILD = """
CREATE TABLE bench_naive AS
SELECT a.id AS article_id, a.text, to_tsvector('english', a.text) AS words FROM (
    SELECT a.id, concat_ws(' ', a.title, a.summary, a.body, spoken.text) AS text
    FROM knowledge_article a CROSS JOIN LATERAL (
        SELECT string_agg(p.text, ' ' ORDER BY p.number) AS text FROM knowledge_passage p WHERE p.article_id = a.id
    ) spoken) a
"""
ANSWER = """
SELECT found.article_id, a.title, found.rank, ts_headline('english', found.text, found.asked) FROM (
    SELECT n.article_id, n.text, ts_rank(n.words, q.asked) AS rank, q.asked
    FROM bench_naive n CROSS JOIN {asked} WHERE n.words @@ q.asked {narrowed} ORDER BY rank DESC LIMIT 20) found
JOIN knowledge_article a ON a.id = found.article_id ORDER BY rank DESC
"""
COUNT = "SELECT count(*) FROM bench_naive n CROSS JOIN {asked} WHERE n.words @@ q.asked {narrowed}"
NARROWED = """AND n.article_id IN (SELECT filed.article_id FROM knowledge_article_topics filed
JOIN topics_topic t ON t.id = filed.topic_id WHERE t.name = %s)"""


def build() -> None:
    """Makes the table and its index, unless they are there."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT to_regclass('bench_naive') IS NULL")
        if cursor.fetchone()[0]:
            cursor.execute(BUILD)
            cursor.execute("CREATE INDEX bench_naive_words ON bench_naive USING gin (words)")
            cursor.execute("ALTER TABLE bench_naive ADD PRIMARY KEY (article_id)")
        cursor.execute("ANALYZE bench_naive")


def answer(question: Question) -> tuple[list[tuple[object, ...]], int]:
    function, text = "plainto_tsquery", " ".join(question.words)
    if question.phrase:
        function = "phraseto_tsquery"
    elif question.typing:
        function, text = "to_tsquery", f"{text}:*"
    parts = {"asked": f"{function}('english', %s) q (asked)", "narrowed": NARROWED if question.topic else ""}
    values = [text, question.topic] if question.topic else [text]
    with connection.cursor() as cursor:
        cursor.execute(ANSWER.format(**parts), values)
        rows = cursor.fetchall()
        cursor.execute(COUNT.format(**parts), values)
        return rows, cursor.fetchone()[0]
