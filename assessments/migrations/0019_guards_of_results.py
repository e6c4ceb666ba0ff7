from django.db import migrations

from assessments.guards import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0018_guards_of_comments'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
