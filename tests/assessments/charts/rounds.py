"""Sealed rounds to draw: two sides that differ, a first round, one side short, nothing, hidden."""

from functools import cache

from assessments.charts.names import Names
from assessments.questionnaire.load import with_targets
from assessments.questionnaire.schema import Questionnaire
from assessments.scoring.terms import Sides
from assessments.snapshot.trend import Sealed
from assessments.snapshot.value import Snapshot
from tests.assessments.sheets import Columns, client, contractor, frame, instrument, sealed

NAMES = Names("Brightline Services", "Northgate Council", "Brightline", "Northgate")
LONG = Names(
    "Consolidated International Facilities Management and Technical Services Limited",
    "The Metropolitan Borough Council of Northgate, Southgate and the Rural Districts",
)
ARABIC = Names("شركة النور للخدمات", "مجلس مدينة الشمال")
NASTY = Names("<b>Bright</b> & Co", "\"North\" <script>alert('x')</script>")
INVITED: Sides[int | None] = Sides(18, 12)

HIGH: Columns = {"trust": (3, 4, 3, 3, 4, 3, 3, 4), "P3.own": 3, "P1.own": (3, 2, 3, 4, 3, 3, 2, 3)}
LOW: Columns = {"trust": (1, 2, 1, 1, 2, 1, 1, 2), "P3.partner": 1, "learning": 1}


@cache
def before() -> Sealed:
    """The round before: everybody in the middle."""
    return sealed([*contractor(8), *client(8)], frame(number=1, invited=INVITED))


@cache
def both(*, targets: bool = False) -> Snapshot:
    """Both sides shown, with a round before; trust and the contractor's candor seen differently."""
    fixed = frame(questionnaire(targets=targets), number=2, invited=INVITED)
    return sealed([*contractor(8, HIGH), *client(8, LOW)], fixed, before()).snapshot


@cache
def questionnaire(*, targets: bool = False) -> Questionnaire:
    return with_targets(instrument(), {"trust": 80}) if targets else instrument()


@cache
def first() -> Snapshot:
    return sealed([*contractor(8, HIGH), *client(8, LOW)], frame(invited=INVITED)).snapshot


@cache
def together() -> Snapshot:
    """One side is short, so everyone is shown together."""
    people = [*contractor(8, HIGH), *contractor(2), *client(4, LOW_FOUR)]
    return sealed(people, frame(invited=INVITED)).snapshot


LOW_FOUR: Columns = {"trust": (1, 2, 1, 1)}


@cache
def nothing() -> Snapshot:
    return sealed([*contractor(4), *client(3)], frame(invited=INVITED)).snapshot


@cache
def hidden() -> Snapshot:
    """Trust, the model's trust and parts of two practices are hidden on both sides."""
    few = (2, 2, None, None, None, None, None, None)
    gone: Columns = {"T1": few, "T2": few, "T3": few, "M3": few, "P3.own": few}
    gone = {**gone, "P5.own": few, "P5.partner": few}
    fixed = frame(number=2, invited=INVITED)
    return sealed([*contractor(8, gone), *client(8, gone)], fixed, before()).snapshot


def all_rounds() -> dict[str, Snapshot]:
    return {
        "both": both(),
        "targets": both(targets=True),
        "first": first(),
        "together": together(),
        "nothing": nothing(),
        "hidden": hidden(),
    }
