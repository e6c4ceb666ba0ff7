from datetime import UTC, datetime, time, timedelta

from django.db import migrations, models

READERS = ("leader", "facilitator")


def keep_last_days(apps, schema_editor):
    """As ends of days: until now the day alone was known, of roles and of places."""
    memberships = apps.get_model("partnerships", "Membership").objects.all()
    for membership in memberships.exclude(read_until_day=None, ended_on=None):
        ended_on = membership.ended_on if membership.role in READERS else None
        days = [day for day in (membership.read_until_day, ended_on) if day is not None]
        if days:
            next_day = max(days) + timedelta(days=1)
            membership.read_until = datetime.combine(next_day, time.min, tzinfo=UTC)
            membership.save(update_fields=["read_until"])


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0017_read_until"),
    ]

    operations = [
        migrations.RenameField("membership", "read_until", "read_until_day"),
        migrations.AddField(
            model_name="membership",
            name="read_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(keep_last_days, migrations.RunPython.noop),
    ]
