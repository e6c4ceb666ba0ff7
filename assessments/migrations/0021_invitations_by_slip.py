from django.db import migrations, models
from django.db.models.functions import Length

from assessments.guards import guard, unguard

SELECTOR_OF_A_SLIP = 8


def mark_slips(apps, schema_editor):
    """Those without a person are told apart by what was drawn for them: the name of a slip has
    eight characters, that of a personal link twenty-two.
    """
    invitations = apps.get_model("assessments", "Invitation").objects.filter(membership=None)
    invitations.alias(length=Length("selector")).filter(length=SELECTOR_OF_A_SLIP).update(by_slip=True)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0020_sealed_comments'),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name='invitation',
            name='by_slip',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark_slips, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
