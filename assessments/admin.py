"""The statements, to look at, and what a new address means for somebody who is asked.

Answers, results and what belongs to them are never registered.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Element, Instrument, Practice, Statement
from assessments.services.addresses import change_address, new_link_waits
from assessments.services.rounds import RoundError
from partnerships.admin import PersonAdmin, PersonForm
from partnerships.models import Person

admin.site.unregister(Person)


class AskedPersonForm(PersonForm):
    def clean_email(self) -> str:
        email = super().clean_email()
        if email != self.initial.get("email") and new_link_waits(self.instance):
            raise ValidationError(
                _(
                    "A new personal link is on its way to the present address: change it once that"
                    " mail has gone, in a few minutes."
                )
            )
        return email


@admin.register(Person)
class AskedPersonAdmin(PersonAdmin):
    """Accounts of people who may have a personal link."""

    form = AskedPersonForm

    def change_address(self, request: HttpRequest, person: Person, email: str, by: Person) -> None:
        """The form asks before; a link that was sent meanwhile keeps the address."""
        try:
            change_address(person=person, email=email, by=by, now=timezone.now())
        except RoundError as problem:
            messages.error(request, str(problem))


class ReadOnly:
    """Loaded from a data file, and never edited once used."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ElementInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Element
    fields = ("position", "code", "name", "summary")


class PracticeInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Practice
    fields = ("position", "code", "name", "statement")


class StatementInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Statement
    fields = ("position", "code", "element", "vendor", "partnership")


@admin.register(Instrument)
class InstrumentAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    actions = None
    list_display = ("code", "version", "title")
    fields = ("code", "version", "title", "sha256")
    inlines = (ElementInline, StatementInline, PracticeInline)
