"""The postings of frequent words are packed into one row for each word. Until the first packing every document stands
among those that changed, and is read as before.
"""

from django.db import migrations, models

# The numbers of thousands of articles are read at once: unpacking them would take longer than reading them.
AS_THEY_ARE = """
ALTER TABLE knowledge_packedpostings ALTER articles SET STORAGE EXTERNAL, ALTER weights SET STORAGE EXTERNAL;
ALTER TABLE knowledge_packeddocuments ALTER articles SET STORAGE EXTERNAL, ALTER is_open SET STORAGE EXTERNAL,
    ALTER priors SET STORAGE EXTERNAL;
"""
WRITE_DOWN = """
CREATE FUNCTION knowledge_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO knowledge_changeddocument (article_id) VALUES (coalesce(NEW.article_id, OLD.article_id));
        RETURN NULL;
    END $$;
CREATE TRIGGER document_changed AFTER INSERT OR UPDATE OR DELETE ON knowledge_searchdocument
    FOR EACH ROW EXECUTE FUNCTION knowledge_document_changed();
INSERT INTO knowledge_changeddocument (article_id) SELECT article_id FROM knowledge_searchdocument;
"""
FORGET = "DROP FUNCTION knowledge_document_changed() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0015_overruled_choice")]

    operations = [
        migrations.CreateModel(
            name="ChangedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PackedDocuments",
            fields=[
                ("version", models.UUIDField(primary_key=True, serialize=False)),
                ("articles", models.BinaryField()),
                ("is_open", models.BinaryField()),
                ("priors", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="PackedPostings",
            fields=[
                ("lexeme", models.BigIntegerField(primary_key=True, serialize=False)),
                ("articles", models.BinaryField()),
                ("weights", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(AS_THEY_ARE, migrations.RunSQL.noop),
        migrations.RunSQL(WRITE_DOWN, FORGET),
        migrations.RemoveIndex(model_name="searchdocument", name="search_ranked"),
    ]
