from dataclasses import replace

from assessments.questionnaire.changes import compared, wordings_of
from assessments.questionnaire.load import breakthrough_1

ASKED = breakthrough_1()


def test_every_statement_is_there_once() -> None:
    codes = [one.code for one in wordings_of(ASKED)]
    assert len(codes) == len(set(codes)) == 28 + 10 + len(ASKED.stance)


def test_nothing_changes_between_the_same_statements() -> None:
    assert not any(one.is_change for one in compared(ASKED, replace(ASKED, version=2)))


def test_what_is_new_what_is_gone_and_what_is_said_otherwise() -> None:
    trust, *others = ASKED.elements
    first, second, *rest = trust.statements
    reworded = replace(first, vendor="In other words.")
    added = replace(second, code="T99")
    now = replace(ASKED, elements=(replace(trust, statements=(reworded, added, *rest)), *others))
    found = {
        (one.now or one.before).code: (one.before and one.before.texts, one.now and one.now.texts)  # type: ignore[union-attr]
        for one in compared(now, ASKED)
        if one.is_change
    }
    assert found == {
        "T1": (first.wording, reworded.wording),
        "T99": (None, second.wording),
        "T2": (second.wording, None),
    }
