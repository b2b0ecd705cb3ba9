import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0002_channels_and_digests'),
        ('rituals', '0007_wrote_an_update'),
    ]

    operations = [
        migrations.AddField(
            model_name='ritual',
            name='channel',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rituals', to='outbox.webhook'),
        ),
    ]
