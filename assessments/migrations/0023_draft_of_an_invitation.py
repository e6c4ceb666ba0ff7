import django.db.models.deletion
from django.db import migrations, models

from assessments.samples import keep_no_samples

KEEP = [
    """CREATE TABLE assessments_draft_kept AS
    SELECT invitation_id, origin, blob, version, last_page, code_tries, touched_on
    FROM assessments_draft"""
]
PUT_BACK = [
    """INSERT INTO assessments_draft
    (invitation_id, origin, blob, version, last_page, code_tries, touched_on)
    SELECT invitation_id, origin, blob, version, last_page, code_tries, touched_on
    FROM assessments_draft_kept ORDER BY invitation_id""",
    "DROP TABLE assessments_draft_kept",
]


class Migration(migrations.Migration):
    """A table made anew, and with it its count of rows, which told how many had ever begun."""

    dependencies = [
        ('assessments', '0022_guards_of_whole_tables'),
    ]

    operations = [
        migrations.RunSQL(KEEP, PUT_BACK),
        migrations.DeleteModel('Draft'),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='draft', serialize=False, to='assessments.invitation')),
                ('origin', models.CharField(max_length=32)),
                ('blob', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=0)),
                ('last_page', models.CharField(blank=True, max_length=32)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('touched_on', models.DateField()),
            ],
        ),
        migrations.RunSQL(PUT_BACK, KEEP),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
