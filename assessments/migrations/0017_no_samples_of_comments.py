from django.db import migrations

from assessments.samples import keep_no_samples


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0016_guards'),
    ]

    operations = [
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
