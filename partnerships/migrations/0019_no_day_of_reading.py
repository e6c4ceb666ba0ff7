from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the one before, whose writing PostgreSQL ends first."""

    dependencies = [
        ("partnerships", "0018_moment_of_reading"),
    ]

    operations = [
        migrations.RemoveField("membership", "read_until_day"),
    ]
