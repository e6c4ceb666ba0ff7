from django.db import migrations

from assessments.guards import guard, unguard


class Migration(migrations.Migration):
    """Guards as they are now: a link that has gone to an address goes to no other."""

    dependencies = [
        ('assessments', '0027_no_round_shows_everyone'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
