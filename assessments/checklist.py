"""The way from a draft to its release, as a facilitator sees it: its steps, one of them next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.access import comments_on_desk, may_turn_key
from assessments.additions import added_to, invited_with
from assessments.closing import closing_moment
from assessments.holders import key_holder_name
from assessments.models import Round
from assessments.promise import Promise
from assessments.queries import (
    DeskProgress,
    desk_progress,
    has_sealed_comments,
    has_unread_comments,
)
from assessments.services.counting import after_later_count
from assessments.services.opening import too_few, too_soon
from assessments.services.releasing import (
    RELEASED_BY_ITSELF_AFTER,
    missing_keys,
    orphaned_keys,
)
from assessments.services.response import Response, latest_response
from assessments.services.rounds import chosen_of, held_text, sides_agreed, slips_of
from assessments.wording import moment_text
from partnerships.models import Side
from partnerships.viewer import Viewer

State = Round.State
AFTER_OPEN = (State.SEALING, State.SEALED, State.RELEASED)


@dataclass(frozen=True)
class Action:
    """A button: the name of a route of this round, what stands on it, and whose key it turns."""

    route: str
    label: str
    side: str = ""


@dataclass(frozen=True)
class Step:
    """Where one step stands; `action` where this viewer has something to do."""

    code: str
    title: str
    is_done: bool
    text: str
    action: Action | None = None


@dataclass(frozen=True)
class Standing:
    """What the steps are told from. `invited`: by side, as far as known; `short` and `disagreeing`
    are sides, `too_soon` why it has to wait for weeks, of a draft alone; `desk` and `has_unread`
    tell of comments, on this viewer's desk and on any, once sealed; `has_sealed`: they could not
    be opened at release.
    """

    round: Round
    viewer: Viewer
    now: datetime
    response: Response | None
    invited: Mapping[str, int | None]
    short: Sequence[str]
    disagreeing: Sequence[str]
    too_soon: Sequence[str]
    desk: DeskProgress
    has_unread: bool
    has_sealed: bool

    @property
    def is_draft(self) -> bool:
        return self.round.state == State.DRAFT

    @property
    def has_enough(self) -> bool:
        return self.response is not None and self.response.is_enough

    @property
    def waits_for_count(self) -> bool:
        """Whether sealing early has to wait, although both sides have enough answers."""
        return self.has_enough and self.response is not None and self.response.sent_alone

    @property
    def has_closed(self) -> bool:
        is_open = self.round.state == State.OPEN
        return is_open and closing_moment(self.round) <= self.now


def standing_of(round: Round, viewer: Viewer, now: datetime) -> Standing:
    """A handful of queries, whatever the number of people."""
    is_draft = round.state == State.DRAFT
    is_read = round.asks_comments and round.state == State.SEALED
    was_read = round.asks_comments and round.state == State.RELEASED
    chosen = {side: len(people) for side, people in chosen_of(round).items()} if is_draft else {}
    agreed = sides_agreed(round) if is_draft and round.key_holder_id else set(Side)
    return Standing(
        round=round,
        viewer=viewer,
        now=now,
        response=latest_response(round),
        invited=chosen or _invited(round),
        short=[side for side in chosen if chosen[side] < round.partnership.k],
        disagreeing=[side for side in Side if side not in agreed],
        too_soon=too_soon(round, now) if is_draft else (),
        desk=desk_progress(round, comments_on_desk(viewer)) if is_read else DeskProgress(0, 0),
        has_unread=is_read and has_unread_comments(round),
        has_sealed=was_read and has_sealed_comments(round),
    )


def _invited(round: Round) -> Mapping[str, int | None]:
    if round.promise is None:
        return {}
    invited = invited_with(Promise.from_json(round.promise), added_to(round))
    return {side: getattr(invited, side) for side in Side}


def checklist_of(standing: Standing) -> list[Step]:
    """All steps in order; that of the comments only where the round asks for them, and first of
    those to be taken that of the owner, where the round is held.
    """
    comments = (_comments,) if standing.round.asks_comments else ()
    held = (_held,) if standing.round.held else ()
    steps = (_people, _promise, _opening, *held, _answers, _sealing, *comments, _release)
    return [step(standing) for step in steps]


def next_of(steps: Sequence[Step]) -> Step | None:
    """The one step to take now; none once the results are released."""
    return next((step for step in steps if not step.is_done), None)


def _people(standing: Standing) -> Step:
    title, round = _("People"), standing.round
    if not standing.is_draft:
        names = [
            f"{round.partnership.organization_of(side)} {standing.invited.get(side)}"
            for side in Side
        ]
        return Step("people", title, True, _("Invited: %(who)s.") % {"who": ", ".join(names)})
    action = Action("round_people", _("Choose people"))
    if not standing.short:
        return Step("people", title, True, _("Enough people of both sides are chosen."), action)
    mine = [side for side in standing.short if standing.viewer.may_manage_people(side)]
    if mine:
        text = too_few(round.partnership, mine[0], slips_of(round)[mine[0]])
        return Step("people", title, False, text, action)
    text = _("Waiting for a facilitator of %(organization)s to choose its people.") % {
        "organization": round.partnership.organization_of(standing.short[0])
    }
    return Step("people", title, False, text)


def _promise(standing: Standing) -> Step:
    title, round = _("Promise"), standing.round
    action = Action("round_promise", _("Look at the promise")) if standing.is_draft else None
    if standing.disagreeing:
        text = _("Asked to agree who turns the keys: a leader of %(organizations)s.") % {
            "organizations": _(" and a leader of ").join(
                str(round.partnership.organization_of(side)) for side in standing.disagreeing
            )
        }
        return Step("promise", title, False, text, action)
    k = (round.promise or {}).get("k", round.partnership.k)
    text = _("No figure about fewer than %(k)s people.") % {"k": k}
    if round.key_holder_id:
        text += " " + _("%(person)s turns both keys.") % {"person": key_holder_name(round)}
    else:
        text += " " + _("Each side turns its own key.")
    return Step("promise", title, True, text, action)


def _opening(standing: Standing) -> Step:
    title, round = _("Opening"), standing.round
    if not standing.is_draft and round.opened_at:
        text = _("Opened %(moment)s; promise and statements are frozen since.") % {
            "moment": moment_text(round.opened_at, round.time_zone)
        }
        return Step("opening", title, True, text)
    if round.closes_at is not None and round.closes_at <= standing.now:
        text = _("The closing time has passed: choose a later one.")
        return Step("opening", title, False, text, Action("round_edit", _("Change the time")))
    for text in standing.too_soon:
        return Step("opening", title, False, text)
    text = _("Freezes the promise and the statements, and sends everybody the own link.")
    if round.opens_at is not None:
        text += " " + _("Opens by itself %(moment)s, if nothing is missing then.") % {
            "moment": moment_text(round.opens_at, round.time_zone)
        }
    return Step("opening", title, False, text, Action("round_open", _("Open the round")))


def _held(standing: Standing) -> Step:
    return Step("held", _("After a restore"), False, held_text())


def _answers(standing: Standing) -> Step:
    title, round = _("Answers"), standing.round
    if standing.is_draft:
        return Step("answers", title, False, _("Collected until the closing time, once open."))
    if round.state in AFTER_OPEN or standing.has_closed:
        return Step("answers", title, True, _("Closed: no answer is accepted any more."))
    text = _("Answers are welcome until %(moment)s.") % {
        "moment": moment_text(closing_moment(round), round.time_zone)
    }
    if round.extended:
        text += " " + _(
            "One side had too few counted answers, so the round stays open for seven more days."
        )
    action = Action("round_people", _("See the invitations"))
    return Step("answers", title, standing.has_enough, text, action)


def _sealing(standing: Standing) -> Step:
    title, round = _("Sealing"), standing.round
    if round.sealed_at is not None:
        text = _("Added up and sealed; every ballot and its key are deleted.")
        return Step("sealing", title, True, text)
    if round.held:
        return Step("sealing", title, False, _("Not before the round goes on."))
    if round.state == State.SEALING:
        text = _(
            "The answers are being added up. If this stays so for an hour, the owner of this site "
            "finds the reason in the log."
        )
        return Step("sealing", title, False, text, Action("round_seal", _("Try again now")))
    if standing.has_closed:
        text = _("The round has closed and will be added up within minutes.")
        return Step("sealing", title, False, text, Action("round_seal", _("Add it up now")))
    if standing.response is not None and standing.waits_for_count:
        text = _("Happens by itself %(moment)s.") % {
            "moment": moment_text(closing_moment(round), round.time_zone)
        }
        return Step("sealing", title, False, f"{text} {after_later_count(standing.response)}")
    if round.state == State.OPEN and standing.has_enough:
        text = _(
            "Both sides have enough answers. The round is sealed by itself %(moment)s; you can "
            "also seal it now, and then nobody can answer any more."
        ) % {"moment": moment_text(closing_moment(round), round.time_zone)}
        return Step("sealing", title, False, text, Action("round_seal", _("Seal the round now")))
    if round.state == State.OPEN:
        text = _("Happens by itself at the closing time, or earlier if everybody is done.")
        return Step("sealing", title, False, text)
    return Step("sealing", title, False, _("Happens by itself at the closing time."))


def _comments(standing: Standing) -> Step:
    title, round, desk = _("Comments"), standing.round, standing.desk
    if standing.has_sealed:
        text = _(
            "They could not be opened at release: this server's master key (MASTER_KEY) is not the "
            "one with which they were sealed. They come out by themselves once whoever runs this "
            "server has put it back."
        )
        return Step("comments", title, True, text)
    if round.state == State.RELEASED:
        text = _("Those that had been read and not held back went out with the results.")
        return Step("comments", title, True, text)
    if round.state != State.SEALED:
        text = _("Read by a facilitator between sealing and release.")
        return Step("comments", title, False, text)
    if desk.is_done:
        text = read_text(desk) if desk.all else _("There is none for you to read.")
        if standing.has_unread:
            text += " " + _("Facilitators of the other side still read theirs.")
    else:
        text = read_text(desk) + " " + _("Those that nobody has read are deleted at release.")
    action = Action("round_comments", _("Read the comments")) if desk.all else None
    return Step("comments", title, desk.is_done, text, action)


def read_text(desk: DeskProgress) -> str:
    return _("%(read)s of %(all)s read.") % {"read": desk.read, "all": desk.all}


def _release(standing: Standing) -> Step:
    title, round = _("Release"), standing.round
    if round.released_at is not None:
        text = _("Released to both sides %(moment)s.") % {
            "moment": moment_text(round.released_at, round.time_zone)
        }
        return Step("release", title, True, text, Action("dashboard", _("See the results")))
    if round.state != State.SEALED:
        return Step("release", title, False, _("Takes two keys, one of each side."))
    if round.held:
        return Step("release", title, False, _("Not before the round goes on."))
    missing = missing_keys(round)
    text = _("Missing: the key of %(organizations)s.") % {
        "organizations": _(" and the key of ").join(
            str(round.partnership.organization_of(side)) for side in missing
        )
    }
    for side in orphaned_keys(round):
        text += " " + orphaned_text(round, side)
    return Step("release", title, False, text, key_action(round, standing.viewer, missing))


def orphaned_text(round: Round, side: str) -> str:
    """What happens where nobody is left who could turn a key."""
    if round.held:
        return held_text()
    said = {"organization": round.partnership.organization_of(side)}
    if round.sealed_at is None:
        return (
            _(
                "Nobody who held the key of %(organization)s when the round was opened is there "
                "any more: the results will be released by themselves ten days after sealing."
            )
            % said
        )
    moment = moment_text(round.sealed_at + RELEASED_BY_ITSELF_AFTER, round.time_zone)
    return _(
        "Nobody who held the key of %(organization)s when the round was opened is there any more: "
        "the results are released by themselves %(moment)s."
    ) % (said | {"moment": moment})


def key_action(round: Round, viewer: Viewer, missing: Sequence[str]) -> Action | None:
    """The key that this viewer can turn now, if any."""
    for side in () if round.held else missing:
        if may_turn_key(round, viewer, side):
            return turning_of(round, side)
    return None


def turning_of(round: Round, side: str) -> Action:
    """The button that leads to turning a key."""
    organization = round.partnership.organization_of(side)
    label = _("Turn the key of %(organization)s") % {"organization": organization}
    return Action("round_key", label, side)
