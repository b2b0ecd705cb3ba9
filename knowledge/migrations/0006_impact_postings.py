"""Postings take the place of vectors. Their table is made by hand, for a key that carries the weight along: then words
are looked up, intersected and weighed without reading the table itself. Every document is dropped: the
nightly `knowledge.refresh_search`, which may be called at once, makes those that are missing.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

POSTING = """
CREATE TABLE knowledge_posting (
    lexeme bigint NOT NULL, article_id bigint NOT NULL, weight smallint NOT NULL, places bytea NOT NULL,
    PRIMARY KEY (lexeme, article_id) INCLUDE (weight));
CREATE INDEX knowledge_posting_article ON knowledge_posting (article_id);
ALTER TABLE knowledge_posting ALTER COLUMN lexeme SET STATISTICS 1000;
"""
# Counting a word again rewrites its row: beside itself, where there is room.
ROOM = "ALTER TABLE knowledge_lexeme SET (fillfactor = 80)"


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0005_why_suggested")]

    operations = [
        migrations.RunSQL("DELETE FROM knowledge_searchdocument", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="searchdocument", name="search_words_english"),
        migrations.RemoveIndex(model_name="searchdocument", name="search_words_german"),
        migrations.RemoveIndex(model_name="searchdocument", name="search_words_simple"),
        migrations.RemoveField(model_name="searchdocument", name="brief"),
        migrations.RemoveField(model_name="searchdocument", name="words"),
        migrations.RenameField(model_name="searchdocument", old_name="prior", new_name="freshness"),
        migrations.AddField(
            model_name="searchdocument", name="trust", field=models.FloatField(default=0), preserve_default=False
        ),
        migrations.AddField(
            model_name="searchdocument", name="reuse", field=models.FloatField(default=0), preserve_default=False
        ),
        migrations.CreateModel(
            name="Lexeme",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("config", models.CharField(max_length=10)),
                ("word", models.TextField(db_collation="C")),
                ("df", models.PositiveIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["config", "word"], name="lexeme_beginning")]},
        ),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(POSTING, "DROP TABLE knowledge_posting")],
            state_operations=[
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "lexeme", "article", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("lexeme", models.BigIntegerField()),
                        (
                            "article",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="knowledge.article",
                            ),
                        ),
                        ("weight", models.SmallIntegerField()),
                        ("places", models.BinaryField()),
                    ],
                ),
            ],
        ),
        migrations.CreateModel(
            name="WrittenWords",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="knowledge.article",
                    ),
                ),
                ("exact", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["exact"], name="written_exact")
                ]
            },
        ),
        migrations.CreateModel(
            name="SnippetWords",
            fields=[
                (
                    "snippet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="knowledge.snippet",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="snippet_words")
                ]
            },
        ),
    ]
