from django.db import migrations

ADDED = {
    "sqlite": """
    CREATE TRIGGER event_is_new BEFORE INSERT ON partnerships_event
    WHEN EXISTS (SELECT 1 FROM partnerships_event WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the shared log is only added to'); END
    """,
    "postgresql": """
    CREATE TRIGGER log_stays BEFORE TRUNCATE ON partnerships_event
    FOR EACH STATEMENT EXECUTE FUNCTION partnerships_event_stays()
    """,
}
REMOVED = {
    "sqlite": "DROP TRIGGER event_is_new",
    "postgresql": "DROP TRIGGER log_stays ON partnerships_event",
}


def protect(apps, schema_editor):
    """From REPLACE and TRUNCATE, which ask no trigger of a row."""
    schema_editor.execute(ADDED[schema_editor.connection.vendor], params=None)


def release(apps, schema_editor):
    schema_editor.execute(REMOVED[schema_editor.connection.vendor], params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0013_meetings'),
    ]

    operations = [
        migrations.RunPython(protect, release),
    ]
