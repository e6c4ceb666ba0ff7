import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.addition_models import Addition
from assessments.instrument_models import Element, Instrument, Practice, Statement
from partnerships.models import Meeting, Membership, Partnership, Person, Side
from partnerships.numbers import DrawnNumber

__all__ = ("Addition", "Element", "Instrument", "Practice", "Statement")

LONGEST_NOTE = 600


def usual_reminder_days() -> list[int]:
    return [3, 1]


class Round(models.Model):
    """One run of the assessment in one partnership.

    `questionnaire` and `promise` are frozen at opening. A draft with `opens_at` opens by itself.
    `closes_at` never changes; `extended` adds
    seven local days. `closed_at` is the moment from which no answer was accepted.
    `asks_comments` and `key_holder` (a neutral facilitator who would hold both keys) are what the
    promise will say.
    `note` stands in invitations; `reminder_days`: working days before closing.
    `erased`: what was deleted when it ended is gone from the disk as well.
    `held`: it was under way in a database that was restored, may have ended since, and waits for
    the owner's word; or was cancelled while it waited.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        SEALING = "sealing", _("sealing")
        SEALED = "sealed", _("sealed")
        RELEASED = "released", _("released")
        CANCELLED = "cancelled", _("cancelled")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="rounds")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    extended = models.BooleanField(_("extended"), default=False)
    questionnaire = models.JSONField(_("questionnaire"), null=True, blank=True)
    questionnaire_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    promise = models.JSONField(_("promise"), null=True, blank=True, encoder=DjangoJSONEncoder)
    promise_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    ballot_bytes = models.PositiveIntegerField(_("bytes of a ballot"), default=2048)
    imported = models.BooleanField(_("imported"), default=False)
    asks_comments = models.BooleanField(_("asks for comments"), default=False)
    note = models.TextField(_("a word of the facilitators"), max_length=LONGEST_NOTE, blank=True)
    reminder_days = models.JSONField(_("working days"), default=usual_reminder_days)
    key_holder = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("holder of both keys"),
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    erased = models.BooleanField(default=False, editable=False)
    held = models.BooleanField(_("held"), default=False, editable=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ("partnership", "-number")
        indexes = (models.Index(fields=("state", "closes_at"), name="round_due"),)
        constraints = (
            models.UniqueConstraint(fields=("partnership", "number"), name="one_round_number"),
            models.UniqueConstraint(
                fields=("partnership",),
                condition=Q(state__in=("open", "sealing", "sealed")),
                name="one_round_under_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.partnership} · {self.title}"


class RoundInvitee(models.Model):
    """A person chosen for a draft round; invitations are made from these at opening."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="invitees")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "membership"), name="invitee_once"),
        )

    def __str__(self) -> str:
        return str(self.membership)


class Slips(models.Model):
    """How many people without an e-mail address a side invites: each gets a slip of paper."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="slips")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "side"), name="slips_of_a_side"),)

    def __str__(self) -> str:
        return f"{self.side} {self.number}"


class ReleaseKey(models.Model):
    round = models.ForeignKey(Round, models.CASCADE, related_name="release_keys")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("release key")
        verbose_name_plural = _("release keys")
        constraints = (
            models.UniqueConstraint(fields=("round", "side"), name="one_key_of_each_side"),
        )

    def __str__(self) -> str:
        return self.side


class Consent(models.Model):
    """A side agrees to exactly this payload; a changed payload needs new consent."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="consents")
    subject = models.CharField(_("subject"), max_length=40)
    payload_sha256 = models.CharField("SHA-256", max_length=64)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "subject", "payload_sha256", "side"), name="one_consent"
            ),
        )

    def __str__(self) -> str:
        return self.subject


class Invitation(models.Model):
    """The right to answer once. Its link is computed from it; no token is stored.

    It outlives its person's place: only removal from the round ends it, or a deleted account, which
    leaves it without a membership. `by_slip`: drawn as a slip of paper; nobody knows who has it.
    `refused`: the mail server refused the address, told by an invitation and never by a reminder.
    `sent_to`: a keyed mark of the address to which the link has gone, and goes until the round is
    sealed, `?` before it while the first mail is on its way; empty where none has gone.
    """

    id = DrawnNumber()
    round = models.ForeignKey(Round, models.CASCADE, related_name="invitations")
    membership = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_slip = models.BooleanField(default=False)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    selector = models.CharField(max_length=32, unique=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    submitted = models.BooleanField(default=False)
    revoked = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    sent_to = models.CharField(max_length=23, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "membership"), name="one_invitation"),
        )

    def __str__(self) -> str:
        return self.selector

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was revoked, or the person's account is gone."""
        return self.revoked or (self.membership_id is None and not self.by_slip)


class Draft(models.Model):
    """Answers not yet submitted, encrypted and padded; gone at submission and at sealing.

    `origin` tells the devices that may go on from those that must give the resume code; `tag` is
    random and new with every save. How often, and from which pages, somebody has saved would tell
    who writes comments: it lies in the ciphertext. A draft has no number of its own: the last one
    would tell later how many ever began.
    """

    invitation = models.OneToOneField(
        Invitation, models.CASCADE, primary_key=True, related_name="draft"
    )
    origin = models.CharField(max_length=32)
    blob = models.BinaryField()
    tag = models.CharField(max_length=32)
    code_tries = models.PositiveSmallIntegerField(default=0)
    touched_on = models.DateField()

    def __str__(self) -> str:
        return str(self.invitation_id)


class Ballot(models.Model):
    """One person's answers, encrypted to the round's public key: no invitation, no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="ballots")
    blob = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)


class RoundKey(models.Model):
    """The keys of an open round, gone at sealing. The private half of its ballots' pair and the key
    of its drafts are wrapped by the master key; a round without the latter uses that of all.
    `signature` shows that the public half is ours: nobody can put another in its place.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="key")
    public = models.BinaryField()
    signature = models.BinaryField(default=b"")
    wrapped_private = models.BinaryField()
    wrapped_draft = models.BinaryField(default=b"")
    canary = models.BinaryField()

    def __str__(self) -> str:
        return str(self.round_id)


class ResponseCount(models.Model):
    """Ballots of a side out of those invited, as of 06:00 of a day in the round's zone.

    `answered` is None below the smallest group: nobody may see it, so it is not kept.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="response_counts")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    day = models.DateField(_("day"))
    invited = models.PositiveIntegerField(_("invited"))
    answered = models.PositiveIntegerField(_("answered"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "side", "day"), name="one_count_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.day}"


class Snapshot(models.Model):
    """All that a sealed round shows, as one frozen value; see assessments.snapshot."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="snapshot")
    version = models.PositiveSmallIntegerField()
    data = models.JSONField()
    sha256 = models.CharField("SHA-256", max_length=64)
    promise_sha256 = models.CharField("SHA-256", max_length=64)

    def __str__(self) -> str:
        return self.sha256[:12]


class Moments(models.Model):
    """What the next round's words need, encrypted, never shown and never exported."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="moments")
    blob = models.BinaryField()

    def __str__(self) -> str:
        return str(self.round_id)


class Comment(models.Model):
    """Words of somebody, linked to no ballot; `position` is a random order fixed at sealing.

    Only what has been read is ever shown; the rest is deleted at release. Between sealing and
    release its words are ciphertext in `blob` and `text` is empty; after that, the other way round.
    """

    class State(models.TextChoices):
        UNREAD = "unread", _("unread")
        READ = "read", _("read")
        HELD = "held", _("held back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="comments")
    side = models.CharField(_("side"), max_length=10, choices=Side, null=True, blank=True)
    question = models.CharField(_("question"), max_length=20)
    text = models.TextField(_("text"), max_length=1000)
    blob = models.BinaryField(default=b"")
    position = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.UNREAD)

    class Meta:
        ordering = ("round", "position")

    def __str__(self) -> str:
        return str(self.pk)


class CommentKey(models.Model):
    """The key of a round's comments between sealing and release, wrapped by the master key."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="comment_key")
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return str(self.round_id)


class Outbox(models.Model):
    """A mail to be sent; written in the transaction of the change that it tells of.

    Once sent, invitations and reminders lose person and body. `held`: it waited in a database that
    was restored, may have gone already, and waits for the owner's word.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="mails")
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, null=True, blank=True, related_name="mails"
    )
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="+")
    recipient = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_on = models.DateField(null=True, blank=True)
    held = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        indexes = (models.Index(fields=("due_at",), condition=Q(sent_on=None), name="mail_due"),)

    def __str__(self) -> str:
        return self.kind


class ReportChoice(models.Model):
    """The sections that a partnership last chose for one kind of report."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="report_choices")
    kind = models.CharField(_("kind"), max_length=20)
    sections = models.JSONField(_("sections"))

    class Meta:
        verbose_name = _("choice of sections")
        verbose_name_plural = _("choices of sections")
        constraints = (
            models.UniqueConstraint(fields=("partnership", "kind"), name="one_report_choice"),
        )

    def __str__(self) -> str:
        return self.kind
