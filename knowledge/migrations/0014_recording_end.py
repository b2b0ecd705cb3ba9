"""When recording and transcript of a session were deleted because their teachers allowed them no longer, and why."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0013_phrases_by_pairs")]

    operations = [
        migrations.CreateModel(
            name="RecordingEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("time_over", "the time its teachers chose was over"),
                            ("taken_away", "a teacher took it away"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recording_end",
                        to="knowledge.article",
                    ),
                ),
            ],
        ),
    ]
