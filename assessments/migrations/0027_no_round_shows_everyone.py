from django.db import migrations, models

from assessments.guards import guard, unguard


class Migration(migrations.Migration):
    """The column stays, with a value of the database's own: a server that has not been started
    anew still reads it.
    """

    dependencies = [
        ("assessments", "0026_tag_of_a_draft"),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AlterField(
            model_name="round",
            name="everyone",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="round", name="everyone")]
        ),
        migrations.RunPython(guard, unguard),
    ]
