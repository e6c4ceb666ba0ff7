from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0016_an_account_for_each_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="read_until",
            field=models.DateField(editable=False, null=True),
        ),
    ]
