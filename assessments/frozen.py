"""What a round froze at its opening and at its sealing, read once and kept: none ever changes."""

from functools import lru_cache

from assessments.kept import Kept
from assessments.models import Round, Snapshot
from assessments.promise import Promise
from assessments.questionnaire.load import from_json
from assessments.questionnaire.schema import Questionnaire, sha256_of
from assessments.snapshot import codec, value

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
    return _questionnaire(round.pk, round.questionnaire_sha256)


def promise_of(round: Round) -> Promise:
    """The promise of an opened round; the row's own value need not be loaded."""
    return _promise(round.pk, round.promise_sha256)


@lru_cache(maxsize=128)
def _questionnaire(round_id: int, sha256: str) -> Questionnaire:
    found = Round.objects.only("questionnaire").get(pk=round_id, questionnaire_sha256=sha256)
    check_frozen(found.questionnaire, sha256)
    return from_json(found.questionnaire or {})


@lru_cache(maxsize=128)
def _promise(round_id: int, sha256: str) -> Promise:
    found = Round.objects.only("promise").get(pk=round_id, promise_sha256=sha256)
    check_frozen(found.promise, sha256)
    return Promise.from_json(found.promise or {})


def results_of(row: Snapshot) -> value.Snapshot:
    """The results in a row that has been loaded."""
    return RESULTS.of((row.round_id, row.sha256), lambda: codec.from_json(row.data))


def asked_of(round: Round) -> Questionnaire:
    """The questionnaire in a row that has been loaded with it."""
    key = (round.pk, round.questionnaire_sha256)
    return ASKED.of(key, lambda: from_json(round.questionnaire or {}))
