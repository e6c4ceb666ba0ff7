from django.db import migrations

from assessments.guards import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0017_no_samples_of_comments'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
