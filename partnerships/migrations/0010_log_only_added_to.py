from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER event_stays_as_written BEFORE UPDATE ON partnerships_event
    WHEN NOT (
        NEW.person_id IS NULL AND NEW.id IS OLD.id AND NEW.partnership_id IS OLD.partnership_id
        AND NEW.at IS OLD.at AND NEW.kind IS OLD.kind AND NEW.side IS OLD.side
        AND NEW.parameters IS OLD.parameters
    )
    BEGIN SELECT RAISE(ABORT, 'the shared log is only added to'); END
    """,
    """
    CREATE TRIGGER event_stays BEFORE DELETE ON partnerships_event
    BEGIN SELECT RAISE(ABORT, 'the shared log is only added to'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION partnerships_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.person_id IS NULL
            AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the shared log is only added to' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON partnerships_event
    FOR EACH ROW EXECUTE FUNCTION partnerships_event_stays()
    """,
)
REMOVED = {
    "sqlite": ("DROP TRIGGER event_stays_as_written", "DROP TRIGGER event_stays"),
    "postgresql": (
        "DROP TRIGGER event_stays ON partnerships_event",
        "DROP FUNCTION partnerships_event_stays()",
    ),
}


def protect(apps, schema_editor):
    """A line may only lose its person, where an account is deleted."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def release(apps, schema_editor):
    for statement in REMOVED[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0009_target_agreement'),
    ]

    operations = [
        migrations.RunPython(protect, release),
    ]
