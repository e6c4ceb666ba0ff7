from django.db import migrations, models

from partnerships.addresses import email_key, twin_key


def renew_keys(apps, schema_editor):
    """Two accounts of one address stay two: the one that was entered last keeps its old key."""
    people = apps.get_model("partnerships", "Person").objects
    taken = set(people.values_list("email_key", flat=True))
    for person in people.order_by("pk").only("email", "email_key"):
        key = email_key(person.email)
        if key not in taken:
            taken.add(key)
            person.email_key = key
        person.twin_key = twin_key(person.email)
        person.save(update_fields=["email_key", "twin_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0015_known_time_zones"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="twin_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=254),
        ),
        migrations.RunPython(renew_keys, migrations.RunPython.noop),
    ]
