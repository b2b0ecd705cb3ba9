"""Phrases are looked for by pairs of words: a pair is rare even where both of its words are said everywhere."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

# What a vector says of words and their places is enough to make pairs of them.
PAIR = """
UPDATE {table} row SET exact = paired.exact FROM (
    SELECT key, string_agg(quote_literal(word || ' ' || after) || ':' || place, ' ')::tsvector AS exact FROM (
        SELECT t.{key} AS key, u.lexeme AS word, place,
            coalesce(lead(u.lexeme) OVER (PARTITION BY t.{key} ORDER BY place, u.lexeme), '') AS after
        FROM {table} t CROSS JOIN LATERAL unnest(t.exact) u CROSS JOIN LATERAL unnest(u.positions) place
        WHERE length(u.lexeme) < 400) said
    GROUP BY key) paired
WHERE row.{key} = paired.key
"""
SPOKEN = GinIndex(fields=["exact"], name="passage_exact", fastupdate=False)
WRITTEN = GinIndex(fields=["exact"], name="written_exact", fastupdate=False)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0012_rank_from_the_index")]

    operations = [
        migrations.RemoveIndex(model_name="passage", name="passage_exact"),
        migrations.RemoveIndex(model_name="writtenwords", name="written_exact"),
        migrations.RunSQL(PAIR.format(table="knowledge_passage", key="id"), migrations.RunSQL.noop),
        migrations.RunSQL(PAIR.format(table="knowledge_writtenwords", key="article_id"), migrations.RunSQL.noop),
        migrations.AddIndex(model_name="passage", index=SPOKEN),
        migrations.AddIndex(model_name="writtenwords", index=WRITTEN),
    ]
