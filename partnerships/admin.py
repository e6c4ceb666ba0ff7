"""What the owner of an installation looks after: people and partnerships, never answers or results.

Every change to a partnership or to who belongs to it goes into that partnership's shared log.
"""

from typing import Any, cast

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.addresses import twin_key
from partnerships.forms import LineField
from partnerships.leaving import sign_out_leaver
from partnerships.models import Membership, Organization, Partnership, Person, Side
from partnerships.services import change_address, log_event, member_event

# An address or a group that nobody hears of would be a way around memberships
UNREGISTERED = {
    Authenticator: AuthenticatorAdmin,
    EmailAddress: EmailAddressAdmin,
    Group: GroupAdmin,
}
admin.site.unregister(UNREGISTERED)
admin.site.site_header = admin.site.site_title = _("Alongside: this installation")
admin.site.index_title = _("People and partnerships")


class KeptAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are never deleted here: too much of others' work hangs on them."""

    actions = None

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """A name has one line, as anywhere else: it stands in mail."""
        if type(db_field) is CharField and not db_field.choices:
            kwargs.setdefault("form_class", LineField)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """A list is asked about what it shows, and about nothing else."""
        is_shown = lookup.partition("__")[0] in self.list_display
        return is_shown and super().lookup_allowed(lookup, value, request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        help_texts = {
            "email": _(
                "A personal link that has gone to an address stays good there until its round ends,"
                " and goes to no other one; later rounds mail to the new address."
            )
        }

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        same = Person.objects.filter(twin_key=twin_key(email)).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("Somebody has this address already."))
        return email


@admin.register(Person)
class PersonAdmin(KeptAdmin):
    """Accounts. Somebody who left is made inactive."""

    form = PersonForm
    fields = (
        "email",
        "name",
        "language",
        "time_zone",
        "may_create_partnerships",
        "is_staff",
        "is_active",
    )
    list_display = ("email", "name", "may_create_partnerships", "is_staff", "is_active")
    search_fields = ("email", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Mail tells days in it: changed in an open round, it would mark somebody's reminder."""
        return ("language",) if obj else ()

    def save_model(
        self, request: HttpRequest, obj: Person, form: "forms.ModelForm[Person]", change: bool
    ) -> None:
        """A new address replaces every earlier one; owners have the rights of an owner; nobody's
        session outlives that they were inactive.
        """
        obj.is_superuser = obj.is_staff
        email = obj.email
        if change:
            obj.email = form.initial["email"]
        else:
            obj.take_address(obj.email)
            obj.set_unusable_password()
        was_switched = change and "is_active" in form.changed_data
        if was_switched:
            obj.sign_out_everywhere()
        super().save_model(request, obj, form, change)
        if was_switched:
            kind = "member-active" if obj.is_active else "member-inactive"
            for membership in obj.memberships.filter(ended_on__isnull=True):
                member_event(membership, kind, by=owner(request), at=None).save()
        if email != obj.email:
            self.change_address(request, obj, email, owner(request))

    def change_address(self, request: HttpRequest, person: Person, email: str, by: Person) -> None:
        change_address(person=person, email=email, by=by)


@admin.register(Organization)
class OrganizationAdmin(KeptAdmin):
    list_display = ("name", "short_name")
    search_fields = ("name",)

    def save_model(
        self,
        request: HttpRequest,
        obj: Organization,
        form: "forms.ModelForm[Organization]",
        change: bool,
    ) -> None:
        super().save_model(request, obj, form, change)
        for side in Side if form.changed_data else ():
            for partnership in Partnership.objects.filter(**{side.value: obj}):
                log_event(
                    partnership=partnership,
                    kind="organization-renamed",
                    person=owner(request),
                    side=side,
                    called=obj.name,
                )


class PartnershipForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_k(self) -> int:
        k = int(self.cleaned_data["k"])
        if self.instance.pk and k < Partnership.objects.get(pk=self.instance.pk).k:
            raise ValidationError(_("The smallest group can be raised, but never lowered."))
        return k


@admin.register(Partnership)
class PartnershipAdmin(KeptAdmin):
    form = PartnershipForm
    fields = ("name", "slug", "contractor", "client", "scope", "customer", "k")
    list_display = ("name", "contractor", "client", "created_on")
    list_select_related = ("contractor", "client")
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Addresses and sides stay what released rounds know them by."""
        return ("slug", "contractor", "client") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_model(
        self,
        request: HttpRequest,
        obj: Partnership,
        form: "forms.ModelForm[Partnership]",
        change: bool,
    ) -> None:
        super().save_model(request, obj, form, change)
        changed = {*form.changed_data} if change else set[str]()
        if "k" in changed:
            kind = "smallest-group-raised"
            log_event(partnership=obj, kind=kind, person=owner(request), number=obj.k)
        if changed & {"name", "scope", "customer"}:
            log_event(partnership=obj, kind="partnership-changed", person=owner(request))


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Two addresses of one mailbox have no two places: each person answers once."""
        super().clean()
        partnership, person = (self.cleaned_data.get(one) for one in ("partnership", "person"))
        if partnership is None or person is None:
            return
        places = partnership.memberships.current().filter(person__twin_key=person.twin_key)
        if places.exclude(person=person).exists():
            raise ValidationError(
                _("This person belongs to this partnership already: change what is there.")
            )


@admin.register(Membership)
class MembershipAdmin(KeptAdmin):
    """Who belongs to a partnership, as what; somebody who leaves gets a last day."""

    form = MembershipForm
    fields = ("partnership", "person", "name", "side", "role", "ended_on")
    list_display = ("person", "partnership", "side", "role", "ended_on")
    list_filter = ("partnership",)
    list_select_related = ("person", "partnership")
    search_fields = ("person__email", "name")
    autocomplete_fields = ("partnership", "person")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A last day stays: given back, the place would count as one that was never left, and tell
        whether its person has answered. Who comes back gets a place anew."""
        if obj is None:
            return ()
        ended = ("ended_on",) if obj.ended_on else ()
        return ("partnership", "person", "side", *ended)

    def save_model(
        self,
        request: HttpRequest,
        obj: Membership,
        form: "forms.ModelForm[Membership]",
        change: bool,
    ) -> None:
        if change and "role" in form.changed_data:
            role, obj.role = obj.role, form.initial["role"]
            obj.change_role(role, at=timezone.now())
        if change and "ended_on" in form.changed_data:
            obj.stop_reading(at=timezone.now())
        super().save_model(request, obj, form, change)
        if obj.ended_on is not None:
            sign_out_leaver(person=obj.person)
        log_event(
            partnership=obj.partnership,
            kind="member-changed" if change else "member-added",
            person=owner(request),
            side=obj.side,
            name=obj.display_name,
            role=obj.role,
            ended_on=obj.ended_on,
        )


def owner(request: HttpRequest) -> Person:
    """Who is changing something; the admin lets nobody in who is not signed in."""
    return cast("Person", request.user)
