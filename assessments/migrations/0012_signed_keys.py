from django.db import migrations, models

from assessments.keys import Purpose, keyed_hash
from assessments.samples import keep_no_samples


def sign_keys(apps, schema_editor):
    """The public keys of rounds that are open by now."""
    for key in apps.get_model("assessments", "RoundKey").objects.all():
        key.signature = keyed_hash(Purpose.SIGN, key.round_id, bytes(key.public).hex())
        key.save(update_fields=["signature"])


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_counts_that_may_be_shown'),
    ]

    operations = [
        migrations.AddField(
            model_name='roundkey',
            name='signature',
            field=models.BinaryField(default=b''),
        ),
        migrations.RunPython(sign_keys, migrations.RunPython.noop),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
