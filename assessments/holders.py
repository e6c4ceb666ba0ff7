"""Who holds the release keys of a round: those who could turn one when it was opened, no others.

The promise keeps a mark of each of them, so that neither people who are added later nor somebody
who has been given another's account can turn a key.
"""

from collections.abc import Iterable, Mapping, Sequence

from assessments.keys import Purpose, keyed_hash
from assessments.models import Round
from assessments.promise import Promise
from assessments.questionnaire.schema import sha256_of
from assessments.scoring.terms import Side, Sides
from partnerships.models import Membership, Person
from partnerships.viewer import READERS

Holders = Mapping[str, Sequence[Membership]]


def present_holders(round: Round) -> Holders:
    """By side, who could hold its key if the round were opened now, in the order of their names:
    leaders, facilitators, and the neutral facilitator whom the round names. Also those whose
    account is inactive: whoever adds an address and does not find it here would learn that."""
    memberships = (
        Membership.objects.current()
        .filter(partnership=round.partnership_id, role__in=READERS)
        .select_related("person")
    )
    found = sorted(memberships, key=lambda one: one.display_name.casefold())
    return {side: [one for one in found if _could_hold(round, side, one)] for side in Side}


def key_holder_name(round: Round) -> str:
    """What the partnership calls whoever would hold both keys, or called them last."""
    places = round.partnership.memberships.filter(person=round.key_holder_id)
    return places.names().of(round.key_holder_id or 0)


def _could_hold(round: Round, side: str, membership: Membership) -> bool:
    if membership.side is None:
        return membership.person_id == round.key_holder_id
    return membership.side == side


def is_holder(round: Round, side: str, place: Membership) -> bool:
    """Whether somebody in this present place can turn this key of an opened round; without a
    query where the place has its person."""
    return (
        place.role in READERS
        and place.person.is_active
        and _could_hold(round, side, place)
        and mark_of(round, side, place.person) in _promised(round).of(Side(side))
    )


def key_holders(round: Round) -> Holders:
    """By side, those who hold its key since the opening and are still there; one query."""
    promised = _promised(round)
    present = present_holders(round)
    return {
        side: [one for one in present[side] if mark_of(round, side, one.person) in marks]
        for side, marks in ((side, promised.of(side)) for side in Side)
    }


def _promised(round: Round) -> Sides[tuple[str, ...]]:
    """The marks in a promise that is still the one of the opening."""
    if round.promise is None or sha256_of(round.promise) != round.promise_sha256:
        return Sides((), ())
    return Promise.from_json(round.promise).holders


def own_holders(round: Round, side: str) -> list[Membership]:
    """Those of a side itself who hold its key: a neutral facilitator is of none."""
    return [one for one in key_holders(round).get(side, ()) if one.side == side]


def holds_key(round: Round, side: str, person_id: int) -> bool:
    """Whether this person can turn this key of an opened round."""
    holders = key_holders(round).get(side, ())
    return any(one.person_id == person_id and one.person.is_active for one in holders)


def marks_of(round: Round, holders: Holders) -> Sides[tuple[str, ...]]:
    """What the promise keeps of them: in no order that tells who is who, and without a name."""
    return Sides(*(_marks(round, side, holders[side]) for side in Side))


def _marks(round: Round, side: str, memberships: Iterable[Membership]) -> tuple[str, ...]:
    return tuple(sorted(mark_of(round, side, one.person) for one in memberships))


def mark_of(round: Round, side: str, person: Person) -> str:
    """Names one person, by the address by which they sign in, as holder of one key of a round."""
    return keyed_hash(Purpose.HOLDER, round.pk, side, person.pk, person.email.lower()).hex()
