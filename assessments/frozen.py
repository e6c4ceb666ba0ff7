"""What a round froze at its opening and at its sealing; of released rounds read once and kept."""

from collections.abc import Iterable, Iterator, Sequence

from assessments.kept import Kept
from assessments.models import Round, Snapshot
from assessments.promise import Promise
from assessments.questionnaire.load import from_json
from assessments.questionnaire.schema import Questionnaire, sha256_of
from assessments.snapshot import codec, value

Key = tuple[int, str]

RESULTS: Kept[value.Snapshot] = Kept(200)
ASKED: Kept[Questionnaire] = Kept(200)


class BrokenPromiseError(Exception):
    """What is stored is not what was frozen: nothing may be shown or counted by it."""


def check_frozen(value: object, sha256: str) -> None:
    """Raise BrokenPromiseError unless a frozen value still has the hash of its opening."""
    if sha256_of(value) != sha256:
        raise BrokenPromiseError


def check_times(round: Round, promise: Promise) -> None:
    """Raise BrokenPromiseError where a round closes at another time than it promised."""
    closes_at = round.closes_at.isoformat() if round.closes_at else ""
    if (closes_at, round.time_zone) != (promise.closes_at, promise.time_zone):
        raise BrokenPromiseError


def questionnaire_of(round: Round) -> Questionnaire:
    """The questionnaire of an opened round; the row's own value need not be loaded."""
    return questionnaires_of([round])[0]


def questionnaires_of(rounds: Iterable[Round]) -> list[Questionnaire]:
    """The same of each of these rounds; one query for all that the process has not read yet."""

    def read(missing: Sequence[Key]) -> Iterator[Questionnaire]:
        found = Round.objects.only("questionnaire").in_bulk([pk for pk, _sha256 in missing])
        for pk, sha256 in missing:
            check_frozen(found[pk].questionnaire, sha256)
            yield from_json(found[pk].questionnaire or {})

    return ASKED.of_all([(round.pk, round.questionnaire_sha256) for round in rounds], read)


def results_of(rows: Iterable[Snapshot]) -> list[value.Snapshot]:
    """The results in these rows, whose data need not be loaded; queries as above."""

    def read(missing: Sequence[Key]) -> Iterator[value.Snapshot]:
        rounds = [round for round, _sha256 in missing]
        found = Snapshot.objects.only("data", "round").in_bulk(rounds, field_name="round_id")
        return (codec.from_json(found[round].data) for round in rounds)

    return RESULTS.of_all([(row.round_id, row.sha256) for row in rows], read)


def questionnaire_in(round: Round) -> Questionnaire:
    """The questionnaire in the row of an opened round. Read anew each time: who answers does not
    learn by the time of a page whether anybody has been here before.
    """
    check_frozen(round.questionnaire, round.questionnaire_sha256)
    return from_json(round.questionnaire or {})


def promise_of(round: Round) -> Promise:
    """The promise in the row of an opened round, read anew each time as above."""
    check_frozen(round.promise, round.promise_sha256)
    return Promise.from_json(round.promise or {})
