import django.db.models.deletion
from django.db import migrations, models

from assessments.samples import keep_no_samples

KEPT = "invitation_id, origin, blob, code_tries, touched_on"
TAGS = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}


def keep(apps, schema_editor):
    schema_editor.execute(f"CREATE TABLE assessments_draft_kept AS SELECT {KEPT} FROM assessments_draft")  # noqa: S608


def put_back(schema_editor, columns, values):
    schema_editor.execute(
        f"INSERT INTO assessments_draft ({KEPT}, {columns})"  # noqa: S608
        f" SELECT {KEPT}, {values} FROM assessments_draft_kept ORDER BY invitation_id"
    )
    schema_editor.execute("DROP TABLE assessments_draft_kept")


def put_back_with_tags(apps, schema_editor):
    put_back(schema_editor, "tag", TAGS[schema_editor.connection.vendor])


def put_back_as_before(apps, schema_editor):
    put_back(schema_editor, "version, last_page", "0, ''")


class Migration(migrations.Migration):
    """A table made anew: where a column is dropped, PostgreSQL leaves its values in the rows."""

    dependencies = [
        ('assessments', '0025_held_rounds'),
    ]

    operations = [
        migrations.RunPython(keep, put_back_as_before),
        migrations.DeleteModel('Draft'),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='draft', serialize=False, to='assessments.invitation')),
                ('origin', models.CharField(max_length=32)),
                ('blob', models.BinaryField()),
                ('tag', models.CharField(max_length=32)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('touched_on', models.DateField()),
            ],
        ),
        migrations.RunPython(put_back_with_tags, keep),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
