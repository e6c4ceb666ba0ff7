from django.db import migrations
from django.utils import timezone

ROLES = ("facilitator", "leader", "member")


def end_other_places(apps, schema_editor):
    """Whoever has a place on each side keeps the one that lets see more, or the older one."""
    memberships = apps.get_model("partnerships", "Membership").objects
    events = apps.get_model("partnerships", "Event").objects
    now = timezone.now()
    places = memberships.filter(ended_on=None).select_related("person").order_by("pk")
    kept = set()
    for place in sorted(places, key=lambda one: ROLES.index(one.role)):
        who = (place.partnership_id, place.person.twin_key)
        if who not in kept:
            kept.add(who)
            continue
        place.ended_on = now.date()
        if place.role != "member":
            place.read_until = now
        place.save(update_fields=["ended_on", "read_until"])
        events.create(
            partnership_id=place.partnership_id,
            at=now,
            kind="member-ended",
            side=place.side,
            parameters={"name": place.name or place.person.email_key, "role": place.role},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0019_no_day_of_reading"),
    ]

    operations = [
        migrations.RunPython(end_other_places, migrations.RunPython.noop),
    ]
