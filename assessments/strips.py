"""Somebody's partnerships from rows: where each stands, what is under way, whose turn it is."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessments.access import comments_on_desk, may_follow
from assessments.charts.steps import Step
from assessments.holders import is_holder
from assessments.models import Comment, ReleaseKey, Round, RoundInvitee
from assessments.queries import steps_of
from partnerships.access import viewer_of
from partnerships.models import Membership, Partnership, Person, Side
from partnerships.viewer import Viewer

State = Round.State
UNDER_WAY = (State.DRAFT, State.OPEN, State.SEALING, State.SEALED)


@dataclass(frozen=True)
class Strip:
    """One partnership in somebody's portfolio: its latest results, and what is under way.

    `short`: the sides for which a draft has too few people; `locked`: those whose key a sealed
    round waits for; `mine`: those of them whose key this person can turn; `unread`: the comments
    on this person's desk that nobody has read.
    """

    partnership: Partnership
    viewer: Viewer
    latest: Round | None
    step: Step | None
    previous_title: str
    under_way: Round | None
    short: Sequence[str] = ()
    locked: Sequence[str] = ()
    mine: Sequence[str] = ()
    unread: int = 0


def places_of(person: Person, words: str = "") -> list[Membership]:
    """The person's place in each partnership, by name; one query.

    `words`: only partnerships in whose names, relationship or customer each of them stands.
    """
    places = (
        Membership.objects.current()
        .filter(person=person)
        .select_related(
            "person",
            "partnership__contractor",
            "partnership__client",
            "partnership__rhythm",
        )
    )
    wanted = words.casefold().split()
    found = [one for one in places if _holds(one.partnership, wanted)]
    return sorted(found, key=_by_name)


def _holds(partnership: Partnership, words: Iterable[str]) -> bool:
    sides = (partnership.contractor, partnership.client)
    names = [name for one in sides for name in (one.name, one.short_name)]
    said = [partnership.name, *names, partnership.scope, partnership.customer]
    text = "\n".join(said).casefold()
    return all(word in text for word in words)


def portfolio(places: Sequence[Membership]) -> list[Strip]:
    """A strip for each of these places; five queries, however many there are, and another two for
    results that this process has not read yet.
    """
    found = {place.partnership_id: place for place in places}
    rounds = list(
        Round.objects.filter(partnership__in=found)
        .exclude(state=State.CANCELLED)
        .defer("questionnaire")
        .order_by("-closed_at", "-number")
    )
    by_partnership: dict[int, list[Round]] = {key: [] for key in found}
    for round in rounds:
        round.partnership = found[round.partnership_id].partnership
        by_partnership[round.partnership_id].append(round)
    newest = {key: _first(rounds, State.RELEASED) for key, rounds in by_partnership.items()}
    steps = steps_of(list(filter(None, newest.values())))
    chosen, keys, unread = _chosen(found), _keys(found), _unread(found)
    return [
        _strip(place, by_partnership[key], newest[key], steps, chosen, keys, unread)
        for key, place in found.items()
    ]


def _chosen(partnerships: Iterable[int]) -> Counter[tuple[int, str | None]]:
    """How many present people are chosen for each draft, by side; slips come on top."""
    chosen = RoundInvitee.objects.filter(
        round__partnership__in=partnerships,
        round__state=State.DRAFT,
        membership__ended_on__isnull=True,
    )
    return Counter(chosen.values_list("round_id", "membership__side"))


def _keys(partnerships: Iterable[int]) -> set[tuple[int, str]]:
    """The keys turned in rounds that are not released yet."""
    keys = ReleaseKey.objects.filter(round__partnership__in=partnerships, round__state=State.SEALED)
    return set(keys.values_list("round_id", "side"))


def _unread(partnerships: Iterable[int]) -> Counter[tuple[int, str | None]]:
    """How many comments of each sealed round nobody has read, by side."""
    waiting = Comment.objects.filter(
        round__partnership__in=partnerships, round__state=State.SEALED, state=Comment.State.UNREAD
    )
    return Counter(waiting.values_list("round_id", "side"))


def _by_name(membership: Membership) -> tuple[str, int]:
    return membership.partnership.name.casefold(), membership.partnership_id


def _strip(
    membership: Membership,
    rounds: Sequence[Round],
    newest: Round | None,
    steps: Mapping[int, Step],
    chosen: Counter[tuple[int, str | None]],
    keys: Collection[tuple[int, str]],
    unread: Counter[tuple[int, str | None]],
) -> Strip:
    step = steps.get(newest.pk) if newest else None
    titles = {round.number: round.title for round in rounds}
    viewer = viewer_of(membership)
    known = [round for round in rounds if may_follow(round, viewer)]
    under_way = _first(known, *UNDER_WAY)
    pk = under_way.pk if under_way else 0
    k = membership.partnership.k
    locked = [side for side in Side if (pk, side) not in keys]
    return Strip(
        partnership=membership.partnership,
        viewer=viewer,
        latest=newest,
        step=step,
        previous_title=titles.get(step.snapshot.previous or 0, "") if step else "",
        under_way=under_way,
        short=tuple(side for side in Side if chosen[pk, side] < k),
        locked=locked,
        mine=[one for one in locked if _can_turn(membership, under_way, one)],
        unread=sum(unread[pk, side] for side in comments_on_desk(viewer)),
    )


def _can_turn(place: Membership, round: Round | None, side: str) -> bool:
    if round is None or round.state != State.SEALED or round.held:
        return False
    return is_holder(round, side, place)


def _first(rounds: Iterable[Round], *states: str) -> Round | None:
    return next((round for round in rounds if round.state in states), None)
