"""What each side guesses of the other's scores, together, before the profile is shown."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.services.meetings import MeetingError, NewerError, locked_meeting, log_meeting
from partnerships.models import Meeting, MeetingGuesses, Person


@transaction.atomic
def write_guesses(
    *, meeting: Meeting, side: str, values: Mapping[str, int], base: int
) -> MeetingGuesses:
    """Keep what the people of a side guess, over the version `base`, 0 for none.

    The same guesses again change nothing. Raises NewerError, and MeetingError once the
    profile has been shown.
    """
    found = locked_meeting(meeting)
    guesses = found.guesses.filter(side=side).first() or MeetingGuesses(
        meeting=found, side=side, version=0
    )
    if guesses.values == values:
        return guesses
    if found.revealed_at is not None:
        raise MeetingError(
            _("The profile has been shown in this meeting: guesses stay as they were before.")
        )
    if guesses.version != base:
        raise NewerError(guesses)
    guesses.values = dict(values)
    guesses.version += 1
    guesses.save()
    return guesses


@transaction.atomic
def reveal_profile(*, meeting: Meeting, by: Person, now: datetime) -> None:
    """From now on the profile is shown and no guess changes; again it changes nothing."""
    found = locked_meeting(meeting)
    if found.revealed_at is not None:
        return
    found.revealed_at = now
    found.save(update_fields=["revealed_at"])
    log_meeting(meeting=found, kind="meeting-revealed", by=by, now=now)
