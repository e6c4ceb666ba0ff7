from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.addresses import address_problem, email_key, twin_key
from partnerships.agreement_models import Agreement, StatementAgreement, TargetAgreement
from partnerships.meeting_models import Meeting, MeetingGuesses, MeetingNote
from partnerships.numbers import DrawnNumber
from partnerships.querysets import MembershipQuerySet, PartnershipQuerySet
from partnerships.rhythm_models import Rhythm
from partnerships.viewer import READERS
from partnerships.win_models import Win
from partnerships.zones import NO_ZONE_OF_ONES_OWN, check_zone, known_zones

__all__ = (
    "Agreement",
    "Meeting",
    "MeetingGuesses",
    "MeetingNote",
    "Rhythm",
    "StatementAgreement",
    "TargetAgreement",
    "Win",
)

SMALLEST_GROUP = 5
LARGEST_SMALLEST_GROUP = 20


class Side(models.TextChoices):
    CONTRACTOR = "contractor", _("contractor")
    CLIENT = "client", _("client")


class PersonManager(BaseUserManager["Person"]):
    def create_person(self, *, email: str, name: str = "", **fields: Any) -> "Person":
        person = self.new_person(email, name, **fields)
        person.save(using=self._db)
        return person

    def new_person(self, email: str, name: str, **fields: Any) -> "Person":
        """Somebody who is not stored yet."""
        person = self.model(name=name, **fields)
        person.take_address(email)
        person.set_unusable_password()
        return person

    def create_superuser(self, email: str, name: str = "", **fields: Any) -> "Person":
        """An owner of the installation: accounts only, no results."""
        fields.pop("password", None)
        return self.create_person(
            email=email,
            name=name,
            is_staff=True,
            is_superuser=True,
            may_create_partnerships=True,
            **fields,
        )


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in by a code sent to their address; no password is needed."""

    email = models.EmailField(_("e-mail address"))
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    twin_key = models.CharField(max_length=254, default="", db_index=True, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=NO_ZONE_OF_ONES_OWN, validators=[check_zone]
    )
    may_create_partnerships = models.BooleanField(_("may create partnerships"), default=False)
    is_staff = models.BooleanField(_("owner of the installation"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_on = models.DateField(_("created on"), auto_now_add=True)

    USERNAME_FIELD = "email_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def take_address(self, email: str) -> None:
        """Have this address from now on, and its keys; nothing is stored yet."""
        self.email = email.strip()
        self.email_key, self.twin_key = email_key(self.email), twin_key(self.email)

    def sign_out_everywhere(self) -> None:
        """Have no session any more: they hang on the password; nothing is stored yet."""
        self.set_unusable_password()

    def clean(self) -> None:
        """No address that looks like another's: who entered it would get that one's mail."""
        super().clean()
        problem = address_problem(self.email, self.email)
        if problem:
            raise ValidationError({"email": problem})

    def get_full_name(self) -> str:
        return self.name or self.email

    @property
    def zone(self) -> str:
        """The time zone whose clocks this person goes by: as if none were chosen where its name is
        not known here."""
        return self.time_zone if self.time_zone in known_zones() else NO_ZONE_OF_ONES_OWN


class Organization(models.Model):
    """One side of an alliance; the short name serves in sentences and charts."""

    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name


class Partnership(models.Model):
    """Two organizations in an alliance, and the customer whom both serve."""

    id = DrawnNumber()
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    contractor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("contractor")
    )
    client = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("client")
    )
    scope = models.CharField(_("relationship"), max_length=200, blank=True)
    customer = models.CharField(_("customer"), max_length=200, blank=True)
    k = models.PositiveSmallIntegerField(
        _("smallest group"),
        default=SMALLEST_GROUP,
        validators=[MinValueValidator(SMALLEST_GROUP), MaxValueValidator(LARGEST_SMALLEST_GROUP)],
    )
    created_on = models.DateField(_("created on"), auto_now_add=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(contractor=F("client")),
                name="partnership_of_two_organizations",
                violation_error_message=_(
                    "A partnership has two organizations: choose another one for one of the sides."
                ),
            ),
            models.CheckConstraint(
                condition=Q(k__gte=SMALLEST_GROUP, k__lte=LARGEST_SMALLEST_GROUP),
                name="partnership_smallest_group",
                violation_error_message=_("The smallest group has from 5 to 20 people."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def organization_of(self, side: str) -> Organization:
        return self.contractor if side == Side.CONTRACTOR else self.client


class Membership(models.Model):
    """A person's place in a partnership; without a side only a neutral facilitator.

    `name` is what this partnership calls the person, so that the name they use in another one
    is never shown here. Each person answers once, so nobody has a place on each side.
    """

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        LEADER = "leader", _("leader")
        FACILITATOR = "facilitator", _("facilitator")

    id = DrawnNumber()
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    name = models.CharField(_("name"), max_length=150, blank=True)
    side = models.CharField(_("side"), max_length=10, choices=Side, null=True, blank=True)
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.MEMBER)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    read_until = models.DateTimeField(null=True, editable=False)
    """When a role that let the person read all results ended, or the place that had it."""

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "person"),
                condition=Q(ended_on__isnull=True),
                name="one_current_place",
                violation_error_message=_(
                    "This person belongs to this partnership already: change what is there."
                ),
            ),
            models.CheckConstraint(
                condition=Q(side__isnull=False) | Q(role="facilitator"),
                name="neutral_only_as_facilitator",
                violation_error_message=_(
                    "Only a facilitator can be neutral: choose a side for a member or a leader."
                ),
            ),
            models.CheckConstraint(
                condition=Q(side__isnull=True) | Q(side__in=("contractor", "client")),
                name="membership_side",
                violation_error_message=_("Choose the contractor's or the client's side."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.display_name} · {self.partnership}"

    def change_role(self, role: str, *, at: datetime) -> None:
        """Not stored yet. What the person has read remains known."""
        if role not in READERS:
            self.stop_reading(at=at)
        self.role = role

    def stop_reading(self, *, at: datetime) -> None:
        """Not stored yet. Released later, results are others': of the same day as well."""
        if self.role in READERS:
            self.read_until = at

    @property
    def display_name(self) -> str:
        """Never the name of the account, which somebody may have given it elsewhere."""
        return self.name or self.person.email_key

    @property
    def organization(self) -> Organization | None:
        """Whose people they are; None for a neutral facilitator."""
        return self.partnership.organization_of(self.side) if self.side else None


class Target(models.Model):
    """Where both sides agreed that an element should be, 0 to 100."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="targets")
    element = models.CharField(_("element"), max_length=20)
    value = models.PositiveSmallIntegerField(
        _("target"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = (
            models.UniqueConstraint(fields=("partnership", "element"), name="one_target"),
            models.CheckConstraint(condition=Q(value__lte=100), name="target_up_to_100"),
        )

    def __str__(self) -> str:
        return f"{self.element}: {self.value}"


class Commitment(models.Model):
    """What both sides will do jointly about an element or practice, with one owner from each.

    `made_on` is the day of the meeting, which is told where it was planned here; `round_number`
    the latest released round on that day.
    """

    class State(models.TextChoices):
        PROMISED = "promised", _("promised")
        MOVING = "moving", _("under way")
        KEPT = "kept", _("kept")
        LET_GO = "let-go", _("let go")

    id = DrawnNumber()
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="commitments")
    topic = models.CharField(_("element or practice"), max_length=20)
    text = models.CharField(_("what we will do"), max_length=200)
    measure = models.CharField(_("how we will know"), max_length=200)
    contractor_owner = models.ForeignKey(Membership, models.RESTRICT, related_name="+")
    client_owner = models.ForeignKey(Membership, models.RESTRICT, related_name="+")
    made_on = models.DateField(_("agreed on"))
    due_on = models.DateField(_("until"))
    round_number = models.PositiveIntegerField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, related_name="commitments")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROMISED)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("-made_on", "-pk")
        indexes = (
            models.Index(fields=("partnership", "-made_on"), name="commitment_of_partnership"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PROMISED, self.State.MOVING)


class CommitmentUpdate(models.Model):
    """How a commitment stood at a moment, in a short note."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="updates")
    at = models.DateTimeField(_("at"))
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=Commitment.State)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.note or self.state


class Event(models.Model):
    """One line of a partnership's shared log, which both sides can read."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=40)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side, null=True, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("partnership", "-at"), name="event_of_partnership"),)

    def __str__(self) -> str:
        return self.kind
