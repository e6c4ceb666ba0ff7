"""Let somebody look after the installation: `manage.py create_owner EMAIL`."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import Person
from partnerships.services import PartnershipError, ensure_person


class Command(BaseCommand):
    help = _("Make a person an owner of the installation: accounts and partnerships, no results.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help=_("where the codes to sign in are sent"))
        parser.add_argument("--name", default="", help=_("what others read instead of the address"))

    @transaction.atomic
    def handle(self, *, email: str, name: str, **options: object) -> None:
        try:
            person = ensure_person(email=email, name=name)
        except PartnershipError as problem:
            raise CommandError(str(problem)) from None
        Person.objects.filter(pk=person.pk).update(
            is_staff=True, is_superuser=True, may_create_partnerships=True
        )
        self.stdout.write(_("%(email)s is an owner now.") % {"email": person.email})
