"""The statements as rows: loaded from a data file, and never edited afterwards."""

from collections.abc import Container

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.agreed import asked_next
from assessments.models import Element, Instrument, Practice, Statement
from assessments.questionnaire import load, schema
from assessments.questionnaire.schema import Questionnaire
from partnerships.models import Partnership


class InstrumentError(Exception):
    """The instrument cannot be loaded; the message says why and what to do."""


@transaction.atomic
def load_instrument(*, questionnaire: Questionnaire | None = None) -> Instrument:
    """The instrument as rows, written once; the project's own where none is given.

    Raises InstrumentError when this version stands in the database in other words: a version
    that may have been answered never changes.
    """
    asked = questionnaire or load.breakthrough_1()
    data = load.to_json(asked)
    instrument, is_new = Instrument.objects.get_or_create(
        code=asked.code,
        version=asked.version,
        defaults={"title": asked.title, "data": data, "sha256": schema.sha256_of(data)},
    )
    if is_new:
        _write_parts(instrument, asked)
    elif instrument.sha256 != schema.sha256_of(data):
        raise InstrumentError(
            _(
                "Version %(version)s of the instrument “%(code)s” is already loaded in other "
                "words: give the changed file a new version."
            )
            % {"code": asked.code, "version": asked.version}
        )
    return instrument


@transaction.atomic
def latest_instrument() -> Instrument:
    """What a new round asks: the latest version that has been loaded of the project's own."""
    own = load_instrument()
    return Instrument.objects.filter(code=own.code).order_by("-version")[0]


def _write_parts(instrument: Instrument, asked: Questionnaire) -> None:
    """The rows that the admin browses; rounds read the JSON."""
    position = 0
    for number, element in enumerate(asked.elements, start=1):
        row = Element.objects.create(
            instrument=instrument,
            position=number,
            code=element.code,
            name=element.name,
            summary=element.summary,
        )
        for statement in element.statements:
            position += 1
            _write_statement(instrument, row, position, statement)
    for statement in asked.stance:
        position += 1
        _write_statement(instrument, None, position, statement)
    Practice.objects.bulk_create(
        Practice(
            instrument=instrument,
            position=number,
            code=practice.code,
            name=practice.name,
            statement=practice.statement,
        )
        for number, practice in enumerate(asked.practices, start=1)
    )


def _write_statement(
    instrument: Instrument, element: Element | None, position: int, statement: schema.Statement
) -> None:
    Statement.objects.create(
        instrument=instrument,
        element=element,
        position=position,
        code=statement.code,
        vendor=statement.vendor,
        partnership=statement.partnership,
    )


def questionnaire_of(instrument: Instrument) -> Questionnaire:
    """What the instrument asks, without targets."""
    return load.from_json(instrument.data)


def questionnaire_for(
    partnership: Partnership, instrument: Instrument, columns: Container[str] | None = None
) -> Questionnaire:
    """What a new round of the partnership asks: the instrument with the agreed targets, and what
    both sides agreed to ask besides; of that no more than there are columns for, if some are given.
    """
    targets = dict(partnership.targets.values_list("element", "value"))
    asked = load.with_targets(questionnaire_of(instrument), targets)
    further = asked_next(partnership)
    if columns is not None:
        further = tuple(section.only(columns) for section in further)
    return load.with_sections(asked, further)
