"""Forms for a meeting: when and with whom, and what it writes together."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.closing import local_time, moment_of
from assessments.forms.rounds import in_this_century, zone_choices
from assessments.models import Round
from assessments.services.meetings import may_meet
from partnerships.forms import LineField, form_helper
from partnerships.meeting_models import LONGEST_NOTE
from partnerships.models import Meeting, MeetingNote, Membership, Partnership
from partnerships.texts import is_writable, number_in, unwritable_sentence

TEXTS: Mapping[str, tuple[Any, Any]] = {
    MeetingNote.AGENDA: (
        gettext_lazy("Agenda"),
        gettext_lazy(
            "One item a line; what begins with a dash stands below the item before. Empty it to"
            " have it proposed from the results again."
        ),
    ),
    MeetingNote.MINUTES: (
        gettext_lazy("Minutes"),
        gettext_lazy("What was said and decided, in a few words. Both sides read and change it."),
    ),
}
"""The texts that have a page of their own: what each is called, and what helps to write it."""


class ParticipantsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def clean(self, value: Any) -> Any:
        """A database would fail over a number that none of its rows can have."""
        for one in value or ():
            if not number_in(str(one)):
                raise ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": one}
                )
        return super().clean(value)

    def label_from_instance(self, obj: Membership) -> str:
        place = obj.organization or _("neutral")
        return f"{obj.display_name} ({place})"


class MeetingForm(forms.Form):
    """When, where, about which results, and who comes."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label=gettext_lazy("Starts at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("The clock that everybody goes by, whatever the season."),
    )
    place = LineField(
        label=gettext_lazy("Place"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A room, or the address of a call. May stay empty."),
    )
    round_number = forms.TypedChoiceField(
        label=gettext_lazy("About the results of"), coerce=int, required=False, empty_value=None
    )
    participants = ParticipantsField(
        queryset=Membership.objects.none(),
        label=gettext_lazy("Who comes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "They are told by mail now, and reminded two working days before, at nine in the"
            " morning. No result stands in these mails."
        ),
    )

    def __init__(
        self,
        *args: Any,
        partnership: Partnership,
        rounds: Sequence[Round],
        button: str,
        back: str,
        propose_zone: bool = False,
        **kwargs: Any,
    ) -> None:
        """`propose_zone`: nobody has a time zone yet, so a browser may say its own."""
        super().__init__(*args, **kwargs)
        people: Any = self.fields["participants"]
        already = [one.pk for one in self.initial.get("participants", ())]
        people.queryset = may_meet(partnership) | Membership.objects.filter(
            pk__in=already
        ).select_related("person", "partnership__contractor", "partnership__client")
        titles = [(round.number, round.title) for round in rounds]
        self.fields["round_number"].choices = [("", _("No round")), *titles]  # type: ignore[attr-defined]
        zones = self.fields["time_zone"]
        zones.choices = zone_choices()  # type: ignore[attr-defined]
        if propose_zone and not self.is_bound:
            zones.widget.attrs["data-propose-zone"] = ""
        when = Row(Column("day"), Column("time"))
        self.helper = form_helper(
            button, back, when, "time_zone", "place", "round_number", "participants"
        )

    def clean_day(self) -> date:
        return in_this_century(self.cleaned_data["day"])

    @property
    def values(self) -> dict[str, Any]:
        """What the services take: the start as a moment."""
        data = self.cleaned_data
        local = datetime.combine(data["day"], data["time"])
        return {
            "starts_at": moment_of(local, data["time_zone"]),
            "time_zone": data["time_zone"],
            "place": data["place"],
            "round_number": data["round_number"],
            "participants": list(data["participants"]),
        }


def meeting_initial(meeting: Meeting, participants: Sequence[Membership]) -> dict[str, Any]:
    """A meeting as its form shows it."""
    starts = local_time(meeting.starts_at, meeting.time_zone)
    return {
        "day": starts.date(),
        "time": starts.time(),
        "time_zone": meeting.time_zone,
        "place": meeting.place,
        "round_number": meeting.round_number,
        "participants": participants,
    }


def newer_sentence() -> str:
    return _(
        "Somebody else has written here since: their text stands above, yours below, not saved yet."
        " Join the two, then save."
    )


def clean_lines(text: str) -> str:
    """A text of several lines that every database and file takes."""
    lines = [line.rstrip().replace("\t", " ") for line in text.splitlines()]
    if not all(map(is_writable, lines)):
        raise ValidationError(unwritable_sentence())
    return "\n".join(lines).strip()


class VersionedForm(forms.Form):
    """Something that several people write: it says over which version."""

    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def take_over(self, version: int) -> None:
        """Version `version` has been written since: keep the input, to be saved over it."""
        self.data = {**self.data, self.add_prefix("base"): version}
        self.add_error(None, newer_sentence())


class NoteForm(VersionedForm):
    """A text of a meeting that has a page of its own."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, topic: str, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = TEXTS[topic]
        self.helper = form_helper(_("Save"), back, "text", "base")

    def clean_text(self) -> str:
        return clean_lines(self.cleaned_data["text"])
