from django.db import migrations, models

TABLES = (
    "assessments_ballot",
    "assessments_draft",
    "assessments_invitation",
    "assessments_roundkey",
    "assessments_outbox",
)


def keep_no_samples(apps, schema_editor):
    """Of the columns that have come since this was done before, either."""
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
        ('assessments', '0007_held_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='roundkey',
            name='wrapped_draft',
            field=models.BinaryField(default=b''),
        ),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
