"""Short answers of the dashboard, for every word: no more than the words carry."""

from dataclasses import replace
from itertools import product

import pytest

from assessments.charts import answers
from assessments.charts.mirror import differences
from assessments.scoring.terms import (
    NOT_COMPARABLE,
    NOT_SHOWN,
    Agreement,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotComparable,
    NotShown,
    Sides,
)
from assessments.snapshot.value import Change, Changes
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.figures import F, element

Word = ChangeWord | NotShown | NotComparable
WORDS: tuple[Word, ...] = (*ChangeWord, NOT_SHOWN, NOT_COMPARABLE)
INDEX = {
    ChangeWord.UP: "The joint index: +6, up",
    ChangeWord.DOWN: "The joint index: +6, down",
    ChangeWord.NONE: "The joint index: +6, no clear change",
    NOT_SHOWN: "The joint index: not shown",
    NOT_COMPARABLE: "The joint index: not comparable",
}


def changes(word: Word) -> Changes:
    points = word if isinstance(word, NotShown | NotComparable) else F(6)
    return Changes(*(Change(points, word) for _ in range(3)))


def changed(index: Word, trust: Word, others: Word) -> list[str]:
    snapshot = rounds.both()
    elements = {
        code: replace(figures, change=changes(trust if code == "trust" else others))
        for code, figures in snapshot.elements.items()
    }
    whole = replace(snapshot.index, change=changes(index))
    found = answers.changed(replace(snapshot, index=whole, elements=elements), questionnaire())
    return [one.said(say) for one in found]


@pytest.mark.parametrize(("index", "trust"), [*product(WORDS, WORDS)])
def test_the_index_and_what_has_clearly_moved(index: Word, trust: Word) -> None:
    told = changed(index, trust, NOT_COMPARABLE)
    assert told[0] == INDEX[index]
    rest = {
        ChangeWord.UP: ["Trust: +6, up"],
        ChangeWord.DOWN: ["Trust: +6, down"],
        ChangeWord.NONE: ["No element has clearly changed."],
    }
    assert told[1:] == rest.get(trust, [])  # type: ignore[arg-type]


def test_each_element_that_moved_has_its_line() -> None:
    assert len(changed(ChangeWord.UP, ChangeWord.DOWN, ChangeWord.UP)) == 7


def test_a_first_round_has_no_change_yet() -> None:
    (told,) = answers.changed(rounds.first(), questionnaire())
    assert told.said(say) == "This is the first round: the next one will tell."


@pytest.mark.parametrize(
    ("gap", "contractor", "client"), [*product(GapWord, [*Agreement, None], [*Agreement, None])]
)
def test_an_element_is_told_by_its_scores_or_by_who_is_split(
    gap: GapWord, contractor: Agreement | None, client: Agreement | None
) -> None:
    figures = replace(element(F(50), F(20), gap), agreement=Sides(contractor, client))
    told = answers.element_apart(figures, NAMES).said(say)
    sides = {"Brightline": contractor, "Northgate": client}
    split = [name for name, agreement in sides.items() if agreement is Agreement.SPLIT]
    if gap is GapWord.CLEAR:
        assert told == "Brightline 60, Northgate 40"
    elif split:
        assert told == f"Split inside {' and '.join(split)}"
    else:
        assert told == "Perhaps: Brightline 60, Northgate 40"


@pytest.mark.parametrize(("own", "other"), [*product(MirrorWord, MirrorWord)])
def test_a_practice_is_told_by_its_foremost_mirror(own: MirrorWord, other: MirrorWord) -> None:
    practice = rounds.both().practices["P3"]
    figures = replace(
        practice,
        contractor=replace(practice.contractor, word=own),
        client=replace(practice.client, word=other),
    )
    told = answers.practice_apart(figures, NAMES).said(say)
    clear = {MirrorWord.SELF_HIGHER, MirrorWord.SEEN_HIGHER}
    if own in clear:
        assert told == "Brightline sees itself at 75, Northgate sees Brightline at 25."
    elif other in clear:
        assert told.startswith("Northgate sees itself at")
    elif MirrorWord.POSSIBLE in (own, other):
        assert told.startswith("Perhaps: ")
    else:
        assert told == ""


def test_the_topics_are_those_to_talk_about() -> None:
    found = answers.apart(rounds.both(), questionnaire(), NAMES)
    assert [one.code for one in found] == list(rounds.both().reading.talk_about)
    assert found[0].name == "Trust"
    assert found[0].figures.said(say) == "Brightline 84, Northgate 34"


@pytest.mark.parametrize(("own", "other"), [*product([*MirrorWord, NOT_SHOWN], repeat=2)])
def test_the_mirror_says_what_is_seen_differently(
    own: MirrorWord | NotShown, other: MirrorWord | NotShown
) -> None:
    practice = rounds.both().practices["P3"]
    figures = replace(
        practice,
        contractor=replace(practice.contractor, word=own),
        client=replace(practice.client, word=other),
    )
    candor = [one for one in questionnaire().practices if one.code == "P3"]
    (told,) = differences(candor, {"P3": figures})
    words = {own, other}
    if words & {MirrorWord.SELF_HIGHER, MirrorWord.SEEN_HIGHER}:
        assert told.said(say) == "Seen differently: Keep improving communication."
    elif MirrorWord.POSSIBLE in words:
        assert told.said(say) == "Perhaps seen differently: Keep improving communication."
    elif MirrorWord.NONE in words:
        assert told.said(say) == "Nothing that is shown is clearly seen differently."
    else:
        assert told.said(say).startswith("Not shown:")
