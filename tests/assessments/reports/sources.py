"""Sources of reports: the rounds of the JSON tests, and names at their longest and strangest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from assessments.charts.names import Names
from assessments.questionnaire.load import with_sections
from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    JointStatement,
    Practice,
    Section,
    Statement,
)
from assessments.reports.document.kinds import KINDS, build
from assessments.reports.document.parts import Document, Head
from assessments.reports.document.source import Commitment, EarlierRound, Remark, Source
from assessments.reports.formats import REPORTS
from assessments.scoring.terms import Side
from assessments.snapshot.trend import Sealed
from assessments.wording import say
from tests.assessments.reports import test_json
from tests.assessments.sheets import (
    CLOSED,
    Columns,
    client,
    contractor,
    frame,
    instrument,
    sealed,
)

LONG = "Æthelflæd-Wolverhampton "
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC, EMOJI, CHINESE = "شركة النظافة المتحدة", "Party 🎉 Ltd", "北方议会"
FORMULA = '=HYPERLINK("http://example.org","x")'
COMMENT = "The night shift & the <b>ward</b> #strong[sang] together. "


def source(found: Sealed, *earlier: EarlierRound, names: Names | None = None) -> Source:
    called = names or Names("Brisk Ltd", "Northgate Council", "Brisk", "Northgate")
    head = Head("Cleaning at Northgate", called.contractor, called.client, "Spring", CLOSED)
    return Source(found.snapshot, found.questionnaire, called, head, earlier)


@cache
def first() -> Source:
    return source(test_json.first())


@cache
def second() -> Source:
    """Trust is seen differently, Integrated Learning is hidden, Shared Values have fallen."""
    return source(test_json.second(), EarlierRound("Winter", test_json.first().snapshot))


@cache
def everyone() -> Source:
    """One side is short; a round before was not."""
    return source(test_json.everyone())


@cache
def nothing() -> Source:
    """Both sides are short."""
    return source(sealed(contractor(4) + client(3)))


@cache
def longest() -> Source:
    """The longest names that can be given, and comments as long as they may be."""
    return named_with(LONG)


@cache
def unbroken() -> Source:
    """Names without a space, as long as they may be."""
    return named_with(WORD)


def named_with(word: str) -> Source:
    organization, short = (word * 6)[:120], (word * 2)[:40]
    return replace(
        second(),
        names=Names(organization, organization[::-1], short, short[::-1]),
        head=Head(
            partnership=organization,
            contractor=organization,
            client=organization[::-1],
            round_title=organization,
            closed=date(2026, 12, 31),
            customer=(word * 10)[:200],
            scope=(word * 10)[:200],
        ),
        remarks=tuple(
            Remark(side, code, (COMMENT * 20)[:1000])
            for code in ("Q1", "Q2", "Q3")
            for side in (*Side, None)
        ),
        commitments=(
            Commitment(
                topic=organization,
                text=(word * 10)[:200],
                measure=(word * 10)[:200],
                owners=(organization, organization[::-1]),
                due=CLOSED,
                state="promised",
            ),
        ),
    )


@cache
def foreign() -> Source:
    """Names from right to left, with an emoji, in Chinese, and one that looks like a formula."""
    found = second()
    return replace(
        found,
        names=Names(ARABIC, EMOJI, FORMULA, "+1+1"),
        head=Head(CHINESE, ARABIC, EMOJI, FORMULA, CLOSED, customer="@SUM(1)", scope="-2\x07"),
        earlier=(EarlierRound("=1+1", test_json.first().snapshot),),
        remarks=(Remark(None, "Q1", "=2+2 🎉"),),
        commitments=(Commitment("=3+3", FORMULA, EMOJI, (ARABIC, CHINESE), CLOSED, "kept"),),
    )


@cache
def asked() -> Source:
    """Own measures and commitments in two rounds, with the longest and strangest words."""
    unbroken, long = (WORD * 3)[:200], (LONG * 9)[:200]
    own = Section(
        OWN_MEASURES,
        placed=(
            Statement("own-1", unbroken, long),
            Statement("own-2", FORMULA, "=1+1"),
            Statement("own-3", ARABIC, "<b>#strong[sang]</b> 🎉"),
        ),
        mirrored=(
            Practice("own-4", "+1+1", FORMULA),
            Practice("own-5", (LONG * 3)[:60], unbroken),
        ),
    )
    rated = [FORMULA, long, ARABIC]
    kept = Section(
        COMMITMENTS,
        rated=tuple(JointStatement(f"kept-{n}", text) for n, text in enumerate(rated, 1)),
    )
    questionnaire = with_sections(instrument(), (own, kept))
    middle: Columns = dict.fromkeys(questionnaire.further_codes, 2)
    ours, theirs = {**middle, "own-1": 3, "kept-1": 4}, {**middle, "own-1": 1, "kept-2": 1}
    before = sealed(contractor(6, middle) + client(6, middle), frame(questionnaire))
    found = sealed(contractor(6, ours) + client(6, theirs), frame(questionnaire, number=2), before)
    return source(found, EarlierRound("Winter", before.snapshot))


MANY = 40


@cache
def many() -> Source:
    """Forty rounds of history."""
    found = second()
    before = test_json.first().snapshot
    earlier = tuple(
        EarlierRound(f"Round {number}", replace(before, number=number))
        for number in range(1, MANY + 1)
    )
    snapshot = replace(found.snapshot, number=MANY + 1, previous=MANY)
    return replace(found, snapshot=snapshot, earlier=earlier)


SOURCES: dict[str, Callable[[], Source]] = {
    "first": first,
    "second": second,
    "everyone": everyone,
    "nothing": nothing,
    "longest": longest,
    "unbroken": unbroken,
    "foreign": foreign,
    "many": many,
    "asked": asked,
}


@cache
def written(name: str, kind: str, format_name: str) -> bytes:
    """The file of a report, made once for all tests that read it."""
    return REPORTS[format_name].render(document(SOURCES[name](), kind), say)


def document(of: Source, kind: str = "full") -> Document:
    """A report with all its sections, the comments too."""
    chosen = KINDS[kind]
    return build(chosen, of, chosen.sections)


assert len(instrument().comments) == 3
