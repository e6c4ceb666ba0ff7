from itertools import islice

from django.db import migrations, models

from assessments.guards import guard, unguard
from assessments.links import address_mark
from assessments.samples import keep_no_samples

AT_ONCE = 500


def mark_addresses(apps, schema_editor):
    """Links of rounds that are open have gone, but those whose mail still waits to be sent."""
    invitations = apps.get_model("assessments", "Invitation").objects
    waiting = apps.get_model("assessments", "Outbox").objects.filter(kind="invitation", sent_on=None)
    sent = invitations.filter(round__state="open", membership__isnull=False).exclude(
        pk__in=waiting.exclude(invitation=None).values("invitation")
    )
    many = sent.select_related("membership__person").iterator(chunk_size=AT_ONCE)
    while some := list(islice(many, AT_ONCE)):
        for invitation in some:
            address = invitation.membership.person.email
            invitation.sent_to = address_mark(invitation.selector, address)
        invitations.bulk_update(some, ["sent_to"])


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0023_draft_of_an_invitation'),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name='invitation',
            name='sent_to',
            field=models.CharField(blank=True, default='', max_length=23),
            preserve_default=False,
        ),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
        migrations.RunPython(mark_addresses, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
