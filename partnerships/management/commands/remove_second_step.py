"""Let somebody who lost phone and spare codes in again: `manage.py remove_second_step EMAIL`.

Whoever has found or taken the phone may be signed in with it, so every session ends.
"""

from argparse import ArgumentParser

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.access import person_at


class Command(BaseCommand):
    help = _("Take the app from a person's sign-in; make sure first that it is they who ask.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help=_("whose sign-in it is"))

    @transaction.atomic
    def handle(self, *, email: str, **options: object) -> None:
        person = person_at(email)
        if person is None:
            raise CommandError(_("Nobody signs in by this address."))
        removed, _rows = Authenticator.objects.filter(user=person).delete()
        if not removed:
            raise CommandError(_("There is no app in this sign-in."))
        person.sign_out_everywhere()
        person.save(update_fields=["password"])
        self.stdout.write(_("%(email)s signs in by mail alone now.") % {"email": person.email})
