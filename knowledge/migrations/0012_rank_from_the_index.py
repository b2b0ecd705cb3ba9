"""What ranks an article stands in the index itself, so that all matches are ranked without reading the table. Which
articles are closed is asked for by what a person may see, no longer by looking at each of them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0011_inbox_waits")]

    operations = [
        migrations.RemoveIndex(model_name="searchdocument", name="search_not_open"),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(
                fields=["article"], include=("is_open", "freshness", "trust", "reuse"), name="search_ranked"
            ),
        ),
    ]
