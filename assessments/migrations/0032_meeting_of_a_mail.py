import django.db.models.deletion
from django.db import migrations, models

from assessments.samples import keep_no_samples


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0031_moments_of_the_latest_round"),
        ("partnerships", "0021_one_current_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="outbox",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="partnerships.meeting",
            ),
        ),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
