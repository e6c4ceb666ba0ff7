"""Forms for planning a round: its title and closing time, its people, its promise."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.closing import SATURDAY, local_time
from assessments.models import Round
from assessments.services.slips import MOST_SLIPS
from partnerships.forms import LineField, form_helper
from partnerships.layouts import Further
from partnerships.models import Membership, Partnership, Person
from partnerships.zones import known_zones

USUAL_DAYS = 14
USUAL_TIME = time(17)
OWN_KEYS = ""
OUTDATED_ZONES = ("Etc/", "SystemV/", "US/")


@lru_cache(maxsize=1)
def zone_choices() -> tuple[tuple[str, str], ...]:
    """The time zones named after places, and UTC."""
    names = {name for name in known_zones() if "/" in name}
    names = {name for name in names if not name.startswith(OUTDATED_ZONES)} | {"UTC"}
    return tuple((name, name.replace("_", " ")) for name in sorted(names))


class RoundForm(forms.Form):
    """What a round is called, and until when people can answer."""

    title = LineField(
        label=gettext_lazy("Title"),
        max_length=120,
        help_text=gettext_lazy("Everybody invited reads it."),
    )
    day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label=gettext_lazy("Until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    opens_day = forms.DateField(
        label=gettext_lazy("Opens by itself on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Leave it empty to open the round by hand."),
    )
    opens_time = forms.TimeField(
        label=gettext_lazy("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(
        self, *args: Any, button: str, back: str, propose_zone: bool = False, **kwargs: Any
    ) -> None:
        """`propose_zone`: nobody has a time zone yet, so a browser may say its own."""
        super().__init__(*args, **kwargs)
        zones = self.fields["time_zone"]
        zones.choices = zone_choices()  # type: ignore[attr-defined]
        if propose_zone and not self.is_bound:
            zones.widget.attrs["data-propose-zone"] = ""
        self.helper = form_helper(
            button,
            back,
            "title",
            Row(Column("day"), Column("time")),
            "time_zone",
            Further(_("Open by itself"), Row(Column("opens_day"), Column("opens_time"))),
        )

    def clean_day(self) -> date:
        return in_this_century(self.cleaned_data["day"])

    def clean_opens_day(self) -> date | None:
        day: date | None = self.cleaned_data["opens_day"]
        return day and in_this_century(day)

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("opens_day") and not data.get("opens_time"):
            self.add_error("opens_time", _("Say at what time it opens."))
        if data.get("opens_time") and not data.get("opens_day"):
            self.add_error("opens_day", _("Say on which day it opens, or clear the time."))

    @property
    def values(self) -> dict[str, Any]:
        """What the services take: the closing time as one time of the wall clock."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "closes": datetime.combine(data["day"], data["time"]),
            "time_zone": data["time_zone"],
            "opens": data["opens_day"] and datetime.combine(data["opens_day"], data["opens_time"]),
        }


def in_this_century(day: date) -> date:
    """The day; ValidationError for one that clocks and calendars may not know."""
    if not 2000 <= day.year < 2100:
        raise ValidationError(_("Choose a day in this century."))
    return day


def plan_initial(partnership: Partnership, zone: str, now: datetime) -> dict[str, Any]:
    """What a new round is likely to be: named after its month, and open for two weeks or until the
    next working day."""
    today = local_time(now, zone).date()
    day = today + timedelta(days=USUAL_DAYS)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    title = date_format(today, "F Y")
    if partnership.rounds.filter(title=title).exists():
        title = date_format(today, "j F Y")
    return {
        "title": title,
        "day": day,
        "time": USUAL_TIME,
        "time_zone": zone,
    }


def round_initial(round: Round) -> dict[str, Any]:
    """A draft as its form shows it."""
    closes = local_time(round.closes_at, round.time_zone) if round.closes_at else None
    opens = local_time(round.opens_at, round.time_zone) if round.opens_at else None
    return {
        "title": round.title,
        "day": closes and closes.date(),
        "time": closes and closes.time(),
        "time_zone": round.time_zone,
        "opens_day": opens and opens.date(),
        "opens_time": opens and opens.time(),
    }


class ChooseForm(forms.Form):
    """Whom to invite, of the sides whose people the viewer chooses."""

    def __init__(
        self,
        *args: Any,
        candidates: Mapping[str, Sequence[Membership]],
        organizations: Mapping[str, str],
        back: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for side, memberships in candidates.items():
            self.fields[side] = forms.MultipleChoiceField(
                label=organizations[side],
                choices=[(str(one.pk), one.display_name) for one in memberships],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={
                    "invalid_choice": _("Somebody is not on this side any more: choose again.")
                },
            )
        self.helper = form_helper(_("Save the choice"), back, *candidates)

    @property
    def chosen(self) -> list[Membership]:
        """The memberships whose box is ticked."""
        ticked = {pk for side in self.candidates for pk in self.cleaned_data[side]}
        return [one for ones in self.candidates.values() for one in ones if str(one.pk) in ticked]


class SlipsForm(forms.Form):
    """How many people of a side get a slip of paper instead of a mail."""

    number = forms.IntegerField(
        label=gettext_lazy("Number of slips"),
        min_value=0,
        max_value=MOST_SLIPS,
        help_text=gettext_lazy("One for each person, and none to spare: each counts as invited."),
    )

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Save the number"), back, "number")


class PromiseForm(forms.Form):
    """What the promise leaves open to the two sides."""

    asks_comments = forms.BooleanField(
        label=gettext_lazy("Ask for comments too"),
        required=False,
        help_text=gettext_lazy(
            "At the end people can write in their own words, if they like. Between sealing and "
            "release a facilitator reads every comment, may mask words or hold it back; then the "
            "leaders of both sides read them."
        ),
    )
    key_holder = forms.TypedChoiceField(
        label=gettext_lazy("Who turns the two keys"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Results are released when both keys have been turned. A neutral facilitator can "
            "hold both if a leader of each side agrees before the round is opened."
        ),
    )

    def __init__(self, *args: Any, neutral: Sequence[Membership], back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one.person for one in neutral}
        holders = [
            (str(one.pk), _("%(name)s holds both") % {"name": one.display_name}) for one in neutral
        ]
        field = self.fields["key_holder"]
        field.choices = [(OWN_KEYS, _("Each side turns its own")), *holders]  # type: ignore[attr-defined]
        self.helper = form_helper(_("Save the promise"), back, "asks_comments", "key_holder")

    @property
    def values(self) -> dict[str, Any]:
        holder: Person | None = self.people.get(self.cleaned_data["key_holder"])
        return {
            "asks_comments": self.cleaned_data["asks_comments"],
            "key_holder": holder,
        }


def promise_initial(round: Round, neutral: Sequence[Membership]) -> dict[str, Any]:
    """A draft's settings as their form shows them."""
    holding = (str(one.pk) for one in neutral if one.person_id == round.key_holder_id)
    return {
        "asks_comments": round.asks_comments,
        "key_holder": next(holding, OWN_KEYS),
    }
