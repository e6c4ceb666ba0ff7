"""Everything that is in the room while a meeting is held: results, people, what they write."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from assessments.charts.steps import Step
from assessments.commitments_page import CommitmentView, last_meeting
from assessments.commitments_page import views as commitment_views
from assessments.forms.meeting_mode import AgreedForm, GuessesForm
from assessments.forms.meetings import VersionedForm
from assessments.frozen import questionnaire_of
from assessments.meeting_mode import GUESSES, ModePage, Stage, mode_page, readable_by_all
from assessments.meeting_page import groups_of
from assessments.models import Round
from assessments.pages import remarks_of
from assessments.queries import (
    comments_of,
    commitments_of,
    names_of,
    released_steps,
    snapshot_for,
    topic_names,
)
from assessments.scoring.terms import Side
from assessments.services.meetings import day_of, people_of
from partnerships.models import Commitment, Meeting, MeetingGuesses, MeetingNote, Membership
from partnerships.viewer import Viewer


@dataclass(frozen=True)
class Entry:
    """A form of the mode; `newer` is what somebody else has written there since."""

    form: VersionedForm
    newer: str = ""


@dataclass(frozen=True)
class GuessCard:
    side: str
    guesser: str
    other: str
    entry: Entry


class Room:
    """`guessed` and `elements`: the names of the elements to guess and of all, by code."""

    def __init__(self, meeting: Meeting, round: Round, viewer: Viewer) -> None:
        self.meeting, self.round, self.viewer = meeting, round, viewer
        self.partnership = round.partnership
        step = Step(round.title, snapshot_for(round), questionnaire_of(round))
        self.step = step
        self.names = names_of(self.partnership)
        self.elements = {one.code: one.name for one in step.questionnaire.elements}

    @cached_property
    def page(self) -> ModePage:
        sides = readable_by_all(self.viewer, self.people)
        said = comments_of(self.round, sides) if sides else []
        remarks = remarks_of(said, self.step.questionnaire, self.names)
        return mode_page(self.meeting, self.step, self.names, self.guesses, remarks)

    @cached_property
    def people(self) -> list[Membership]:
        return people_of(self.meeting)

    @cached_property
    def steps(self) -> list[Step]:
        return released_steps(self.partnership)

    @cached_property
    def guesses(self) -> dict[str, MeetingGuesses]:
        return {one.side: one for one in self.meeting.guesses.all()}

    @cached_property
    def guessed(self) -> dict[str, str]:
        return {row.code: row.name for row in self.page.guessed}

    def told(self, row: MeetingNote | MeetingGuesses) -> str:
        """What stands there now, in words."""
        if isinstance(row, MeetingNote):
            return row.text
        return ", ".join(
            f"{self.elements.get(code, code)} {row.values[code]}" for code in row.values
        )

    def context(self, wanted: str, entered: Mapping[str, Entry]) -> dict[str, Any]:
        """What the document needs; `wanted` is the stage that is seen first."""
        stages = self.page.stages
        place = self._place(wanted)
        after = stages[place + 1] if place + 1 < len(stages) else None
        promised = commitments_of(self.partnership)
        return {
            "meeting": self.meeting,
            "partnership": self.partnership,
            "round": self.round,
            "viewer": self.viewer,
            "page": self.page,
            "current": stages[place].code,
            "before": stages[place - 1].code if place else None,
            "after": after.code if after and not after.locked else None,
            "is_locked": any(stage.locked for stage in stages),
            "groups": groups_of(self.people),
            "cards": [self._card(side, entered) for side in Side if self.guessed],
            "notes": self._notes(entered),
            "kept": self._views(self._before(promised)),
            "made": self._views([one for one in promised if one.meeting_id == self.meeting.pk]),
        }

    def _place(self, wanted: str) -> int:
        """The stage that is asked for, or the one that has to come before it."""
        stages: tuple[Stage, ...] = self.page.stages
        codes = [stage.code for stage in stages]
        place = codes.index(wanted) if wanted in codes else 0
        return codes.index(GUESSES) if stages[place].locked else place

    def _card(self, side: Side, entered: Mapping[str, Entry]) -> GuessCard:
        guesses = self.guesses.get(side)
        initial = {"base": guesses.version, **guesses.values} if guesses else {"base": 0}
        form = GuessesForm(elements=self.guessed, prefix=side.value, initial=initial)
        other = Side.CLIENT if side is Side.CONTRACTOR else Side.CONTRACTOR
        entry = entered.get(side.value, Entry(form))
        return GuessCard(side.value, self.names.short(side), self.names.short(other), entry)

    def _notes(self, entered: Mapping[str, Entry]) -> list[tuple[Any, Entry]]:
        written = {note.topic: note for note in self.meeting.notes.all()}
        found = []
        for row in self.page.elements:
            note = written.get(row.code)
            initial = {"text": note.text if note else "", "base": note.version if note else 0}
            form = AgreedForm(prefix=row.code, initial=initial)
            found.append((row, entered.get(row.code, Entry(form))))
        return found

    def _before(self, promised: list[Commitment]) -> list[Commitment]:
        """What the meeting before promised, and what is still open from earlier ones."""
        earlier = [one for one in promised if one.made_on < day_of(self.meeting)]
        last = last_meeting(earlier)
        return [one for one in earlier if one.made_on == last or one.is_open]

    def _views(self, commitments: list[Commitment]) -> list[CommitmentView]:
        names = topic_names(self.step.questionnaire)
        return commitment_views(commitments, self.steps, names, timezone.localdate())
