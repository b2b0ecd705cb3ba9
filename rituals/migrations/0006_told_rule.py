from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rituals", "0005_made_until")]

    operations = [
        migrations.AddField(
            model_name="calendarinvitation",
            name="rrule",
            field=models.CharField(blank=True, max_length=300, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="calendarinvitation",
            name="time_zone",
            field=models.CharField(blank=True, max_length=64, default=""),
            preserve_default=False,
        ),
    ]
