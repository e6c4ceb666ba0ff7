from importlib import import_module

from django.db import migrations

renew_keys = import_module("partnerships.migrations.0004_one_key_for_every_spelling").renew_keys


class Migration(migrations.Migration):
    """Keys of domains in Cyrillic or Greek no longer have Latin letters."""

    dependencies = [
        ("partnerships", "0015_known_time_zones"),
    ]

    operations = [
        migrations.RunPython(renew_keys, migrations.RunPython.noop),
    ]
