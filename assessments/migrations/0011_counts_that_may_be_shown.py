from django.db import migrations, models


def forget_small_counts(apps, schema_editor):
    """What is below the smallest group of its round was never shown."""
    counts = apps.get_model("assessments", "ResponseCount").objects.select_related("round")
    for count in counts.iterator():
        k = (count.round.promise or {}).get("k")
        if k is None or count.answered < k:
            count.answered = None
            count.save(update_fields=["answered"])


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_opening_by_itself'),
    ]

    operations = [
        migrations.AlterField(
            model_name='responsecount',
            name='answered',
            field=models.PositiveIntegerField(null=True, verbose_name='answered'),
        ),
        migrations.RunPython(forget_small_counts, migrations.RunPython.noop),
    ]
