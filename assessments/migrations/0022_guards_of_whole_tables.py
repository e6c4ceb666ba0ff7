from django.db import migrations

from assessments.guards import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0021_invitations_by_slip'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
