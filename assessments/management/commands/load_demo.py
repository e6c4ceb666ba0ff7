from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.demo.world import read_world
from assessments.services.delivery import send_due
from assessments.services.demo import load_demo
from assessments.services.demo_round import open_demo_round
from partnerships.models import Partnership


class Command(BaseCommand):
    help = _("Load the invented alliances of the demo; those already there stay as they are.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("Invented data belong into a demo: set DEMO=1."))
        now = timezone.now()
        for partnership in load_demo(today=now.date()):
            self.stdout.write(_("Loaded: %(name)s") % {"name": partnership.name})
        alliance = read_world().alliances[-1]
        partnership = Partnership.objects.get(slug=alliance.slug)
        if open_demo_round(partnership=partnership, alliance=alliance, today=now.date()):
            self.stdout.write(_("Opened a round of: %(name)s") % {"name": partnership.name})
        send_due(now=now)
