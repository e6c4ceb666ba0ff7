from django.db import migrations, models

TABLES = (
    "assessments_ballot",
    "assessments_draft",
    "assessments_invitation",
    "assessments_roundkey",
    "assessments_outbox",
)


def keep_no_samples(apps, schema_editor):
    """PostgreSQL's planner keeps samples of columns, which outlive the rows they came from."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    for table in TABLES:
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
        changes = (
            f"ALTER COLUMN {schema_editor.quote_name(column.name)} SET STATISTICS 0"
            for column in columns
        )
        schema_editor.execute(f"ALTER TABLE {table} {', '.join(changes)}")


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0004_report_choice'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='erased',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
