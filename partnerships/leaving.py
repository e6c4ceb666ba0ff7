"""What ends for somebody who has left."""

from django.contrib.auth.hashers import make_password
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from partnerships.models import Membership, Person


def sign_out_leaver(*, person: Person) -> None:
    """Sign somebody who has no place any more out wherever they are signed in.

    Others stay: every request looks for its place anew, and whoever runs one partnership could sign
    anybody of another one out by adding and removing them. One statement, which writes anybody's
    row: its time does not tell who has a place elsewhere.
    """
    places = Membership.objects.current().filter(person=OuterRef("pk"))
    stays = Q(is_staff=True) | Q(may_create_partnerships=True) | Exists(places)
    signed_out = Value(make_password(None))  # sessions hang on it
    Person.objects.filter(pk=person.pk).update(
        password=Case(When(stays, then=F("password")), default=signed_out)
    )
