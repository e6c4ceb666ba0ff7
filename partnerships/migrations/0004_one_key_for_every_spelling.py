from django.db import migrations

from partnerships.addresses import email_key


def renew_keys(apps, schema_editor):
    """Two accounts of one address stay two: the one that was entered last keeps its old key."""
    people = apps.get_model("partnerships", "Person").objects
    taken = set(people.values_list("email_key", flat=True))
    for person in people.order_by("pk").only("email", "email_key"):
        key = email_key(person.email)
        if key not in taken:
            taken.add(key)
            person.email_key = key
            person.save(update_fields=["email_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0003_organization_short_name"),
    ]

    operations = [
        migrations.RunPython(renew_keys, migrations.RunPython.noop),
    ]
