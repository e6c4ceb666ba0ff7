from django.db import migrations

from assessments.guards import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0015_additions'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
