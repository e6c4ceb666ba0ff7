from django.db import migrations, models

from assessments.guards import guard, unguard
from assessments.samples import keep_no_samples
from assessments.sealed_moments import open_moments, seal_moments
from assessments.snapshot import codec


def seal_all(apps, schema_editor):
    """run_due erases what was readable."""
    Round = apps.get_model("assessments", "Round")
    Moments = apps.get_model("assessments", "Moments")
    for kept in Moments.objects.all():
        kept.blob = seal_moments(kept.round_id, codec.moments_from_json(kept.data))
        kept.save(update_fields=["blob"])
    Round.objects.filter(moments__isnull=False).update(erased=False)


def open_all(apps, schema_editor):
    Moments = apps.get_model("assessments", "Moments")
    for kept in Moments.objects.all():
        kept.data = codec.to_json(open_moments(kept))
        kept.save(update_fields=["data"])


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0029_guards_ask_no_table_of_a_session"),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name="moments",
            name="blob",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="moments",
            name="data",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(seal_all, open_all),
        migrations.RemoveField(model_name="moments", name="data"),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
