from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Element, Instrument, Practice, Statement
from assessments.questionnaire.load import INSTRUMENTS, breakthrough_1
from assessments.services.instruments import (
    InstrumentError,
    load_instrument,
    questionnaire_for,
    questionnaire_of,
)
from partnerships.models import Target
from tests.factories import everything_stored, make_partnership

pytestmark = pytest.mark.django_db


def test_every_statement_becomes_a_row() -> None:
    instrument = load_instrument()
    assert str(instrument) == "breakthrough-1"
    assert [element.code for element in Element.objects.all()] == [
        element.code for element in breakthrough_1().elements
    ]
    assert Practice.objects.count() == 10
    assert Statement.objects.count() == 28 + 4
    assert [s.code for s in Statement.objects.filter(element=None)] == ["M1", "M2", "M3", "M4"]
    assert Statement.objects.get(code="T4").partnership == "We use terms that both sides share."
    assert questionnaire_of(instrument) == breakthrough_1()


def test_loading_again_changes_nothing() -> None:
    first = load_instrument()
    before = everything_stored()
    assert load_instrument() == first
    assert everything_stored() == before


def test_a_version_is_never_edited() -> None:
    load_instrument()
    before = everything_stored()
    with pytest.raises(InstrumentError, match="give the changed file a new version"):
        load_instrument(questionnaire=replace(breakthrough_1(), minutes=13))
    assert everything_stored() == before
    assert load_instrument(questionnaire=replace(breakthrough_1(), version=2, minutes=13))
    assert Instrument.objects.count() == 2


def test_targets_of_the_partnership_are_asked_along() -> None:
    harbour = make_partnership()
    Target.objects.create(partnership=harbour, element="systems", value=70)
    assert questionnaire_for(harbour, load_instrument()).targets == {"systems": 70}


def test_on_the_command_line(tmp_path: Path) -> None:
    out = StringIO()
    call_command("load_instrument", stdout=out)
    assert out.getvalue() == "The instrument breakthrough-1 is loaded.\n"
    text = (INSTRUMENTS / "breakthrough-1.toml").read_text()
    changed = tmp_path / "mine.toml"
    for content, sentence in (
        (text.replace("bad news included", "good news too"), "give the changed file a new"),
        (text.replace('code = "T1"', 'code = "T2"'), "mine.toml: The code T2 is used twice."),
        ("no toml", "mine.toml: "),
    ):
        changed.write_text(content)
        with pytest.raises(CommandError, match=sentence):
            call_command("load_instrument", str(changed))
    with pytest.raises(CommandError, match=r"missing: .*No such file"):
        call_command("load_instrument", str(tmp_path / "missing"))
