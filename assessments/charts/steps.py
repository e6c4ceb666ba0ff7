"""Released rounds in a row, the earliest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.questionnaire.schema import Questionnaire
from assessments.snapshot.value import Snapshot


@dataclass(frozen=True)
class Step:
    """One released round and what it asked."""

    title: str
    snapshot: Snapshot
    questionnaire: Questionnaire


Steps = Sequence[Step]
