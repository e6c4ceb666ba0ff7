from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partnerships.models import Person

pytestmark = pytest.mark.django_db


def test_a_new_person_becomes_an_owner() -> None:
    output = StringIO()
    call_command("create_owner", "ann@example.org", name="Ann", stdout=output)
    assert output.getvalue() == "ann@example.org is an owner now.\n"
    ann = Person.objects.get()
    assert (ann.name, ann.is_staff, ann.is_superuser) == ("Ann", True, True)
    assert ann.may_create_partnerships
    assert not ann.has_usable_password()


def test_somebody_known_becomes_an_owner_and_keeps_the_name() -> None:
    Person.objects.create_person(email="ann@example.org", name="Ann")
    call_command("create_owner", "ANN@example.org", name="Other", stdout=StringIO())
    ann = Person.objects.get()
    assert (ann.name, ann.is_staff) == ("Ann", True)


def test_a_bad_address_changes_nothing() -> None:
    with pytest.raises(CommandError, match="e-mail address"):
        call_command("create_owner", "ann", stdout=StringIO())
    assert not Person.objects.exists()
