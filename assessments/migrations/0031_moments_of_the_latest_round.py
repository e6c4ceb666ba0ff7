from django.db import migrations
from django.db.models import Exists, OuterRef

from assessments.guards import guard, unguard


def forget_earlier(apps, schema_editor):
    """As each release does from now on; run_due erases what is deleted."""
    Round = apps.get_model("assessments", "Round")
    Moments = apps.get_model("assessments", "Moments")
    later = Round.objects.filter(
        partnership=OuterRef("round__partnership"),
        state="released",
        closed_at__gt=OuterRef("round__closed_at"),
    )
    Round.objects.filter(moments__isnull=False).update(erased=False)
    Moments.objects.filter(Exists(later)).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0030_sealed_moments"),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.RunPython(forget_earlier, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
