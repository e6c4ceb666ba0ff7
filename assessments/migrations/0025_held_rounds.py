from django.db import migrations, models

from assessments.guards import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0024_address_of_a_link'),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name='round',
            name='held',
            field=models.BooleanField(default=False, editable=False, verbose_name='held'),
        ),
        migrations.RunPython(guard, unguard),
    ]
