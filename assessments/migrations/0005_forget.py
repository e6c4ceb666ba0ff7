from django.db import migrations, models

from assessments.samples import keep_no_samples


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0004_report_choice'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='erased',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
