from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import pytest

from assessments.charts import reading
from assessments.scoring.terms import (
    NOT_COMPARABLE,
    NOT_SHOWN,
    Agreement,
    Band,
    ChangeWord,
    GapWord,
    MirrorWord,
    NotComparable,
    NotShown,
    Sides,
)
from assessments.snapshot.value import Change, Changes, IndexFigures, Snapshot
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.figures import F, element

Word = ChangeWord | NotShown | NotComparable | None
BANDS = (*Band, NOT_SHOWN)
GAPS = (*GapWord, NOT_SHOWN)
CHANGES: tuple[Word, ...] = (*ChangeWord, NOT_SHOWN, NOT_COMPARABLE, None)
ELEMENTS = (None, F(20), F(-20))
UP, DOWN = ChangeWord.UP, ChangeWord.DOWN
MOVED: tuple[dict[str, ChangeWord], ...] = (
    {"values": UP},
    {"values": DOWN},
    {"values": UP, "learning": UP},
    {"values": DOWN, "learning": UP, "systems": DOWN},
)
ALIKE = {e.code: element(F(50)) for e in questionnaire().elements}


def changes(word: Word) -> Changes | None:
    if word is None:
        return None
    points = word if isinstance(word, NotShown | NotComparable) else F(6)
    return Changes(*(Change(points, word) for _ in range(3)))


def round_with(
    band: Band | NotShown, gap_word: GapWord | NotShown, of_trust: F | None, change: Word, gap: F
) -> Snapshot:
    """A round whose index and one element read like this."""
    hidden = band is NOT_SHOWN
    score = NOT_SHOWN if hidden else F(50)
    gap_shown = NOT_SHOWN if hidden or gap_word is NOT_SHOWN else gap
    word = NOT_SHOWN if hidden else gap_word
    index = IndexFigures(score, score, score, gap_shown, word, band, changes(change), ())
    elements = dict(ALIKE)
    if of_trust is not None:
        elements["trust"] = element(F(50), of_trust, GapWord.CLEAR)
    return replace(rounds.both(), index=index, elements=elements)


def told(snapshot: Snapshot, previous: str = "Spring 2026") -> list[str]:
    sentences = reading.lede(snapshot, questionnaire(), NAMES, previous)
    return [sentence.said(say) for sentence in sentences]


def moving(snapshot: Snapshot, words: Mapping[str, ChangeWord]) -> Snapshot:
    """The same round, in which these elements have moved."""
    moved = {
        code: replace(snapshot.elements[code], change=changes(word)) for code, word in words.items()
    }
    return replace(snapshot, elements={**snapshot.elements, **moved})


def every_round() -> Iterator[Snapshot]:
    for band, word, trust, change in product(BANDS, GAPS, ELEMENTS, CHANGES):
        for gap in (F(12), F(-12)):
            found = round_with(band, word, trust, change, gap)
            yield found
            if change is not None:
                yield from (moving(found, words) for words in MOVED)


def test_every_combination_is_two_or_three_whole_sentences() -> None:
    for snapshot, previous in product(every_round(), ("", "Spring 2026")):
        sentences = told(snapshot, previous)
        assert 2 <= len(sentences) <= 3
        for sentence in sentences:
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert sentence.count(".") == 1
            assert "  " not in sentence
            assert "%" not in sentence
            assert "None" not in sentence


def test_no_combination_says_more_than_its_words() -> None:
    for snapshot in every_round():
        text = " ".join(told(snapshot))
        index = snapshot.index
        assert ("more reserved" in text) == (index.gap_word in (GapWord.CLEAR, GapWord.POSSIBLE))
        assert ("perhaps" in text) == (index.gap_word is GapWord.POSSIBLE)
        rises = index.change and index.change.joint.word is ChangeWord.UP
        assert ("has risen" in text) == bool(rises and index.band is not NOT_SHOWN)
        trust_differs = snapshot.elements["trust"].gap_word is GapWord.CLEAR
        assert trust_differs or "Trust" not in text


def test_the_side_with_the_lower_index_is_more_reserved() -> None:
    lower_client = round_with(Band.IN_BETWEEN, GapWord.CLEAR, None, None, F(12))
    lower_contractor = round_with(Band.IN_BETWEEN, GapWord.CLEAR, None, None, F(-12))
    assert told(lower_client)[1] == "Northgate is more reserved than Brightline."
    assert told(lower_contractor)[1] == "Brightline is more reserved than Northgate."


def test_most_of_all_names_only_a_gap_of_the_same_direction() -> None:
    same = round_with(Band.IN_BETWEEN, GapWord.CLEAR, F(20), None, F(12))
    against = round_with(Band.IN_BETWEEN, GapWord.CLEAR, F(-20), None, F(12))
    assert told(same)[1] == "Northgate is more reserved than Brightline, most of all about Trust."
    assert told(against)[1] == "Northgate is more reserved than Brightline."


def test_the_widest_clear_gap_is_named() -> None:
    snapshot = round_with(Band.IN_BETWEEN, GapWord.CLEAR, F(20), None, F(12))
    wider = {
        "learning": element(F(50), F(30), GapWord.CLEAR),
        "values": element(F(50), F(40), GapWord.POSSIBLE),
    }
    snapshot = replace(snapshot, elements={**snapshot.elements, **wider})
    assert told(snapshot)[1].endswith("most of all about Integrated Learning.")


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (ChangeWord.UP, "Since Spring 2026 the joint index has risen."),
        (ChangeWord.DOWN, "Since Spring 2026 the joint index has fallen."),
        (ChangeWord.NONE, "Since Spring 2026 there is no clear change."),
        (NOT_SHOWN, "What has changed since Spring 2026 is not shown."),
        (None, "This is the first round."),
    ],
)
def test_since_the_last_round(word: Word, sentence: str) -> None:
    snapshot = round_with(Band.IN_BETWEEN, GapWord.NONE, None, word, F(0))
    assert told(snapshot)[-1] == sentence


def test_an_untitled_last_round_is_called_that() -> None:
    snapshot = round_with(Band.IN_BETWEEN, GapWord.NONE, None, ChangeWord.UP, F(0))
    assert told(snapshot, "")[-1] == "Since the last round the joint index has risen."


def test_everyone_together_names_no_side() -> None:
    text = " ".join(told(rounds.together()))
    assert "without telling the two organizations apart" in text
    assert "Brightline" not in text
    assert "Northgate" not in text


def test_nothing_shown_says_so_and_no_more() -> None:
    assert told(rounds.nothing()) == [
        "Too few people answered for results to be shown.",
        "Not shown: fewer than five answers, or it would reveal a smaller group.",
    ]


def lists(snapshot: Snapshot) -> dict[str, reading.TopicList]:
    return {one.code: one for one in reading.lists(snapshot, questionnaire(), NAMES)}


def test_lists_keep_the_order_of_the_snapshot() -> None:
    found = lists(rounds.both())
    assert list(found) == ["celebrate", "talk-about", "raise-next"]
    assert [t.code for t in found["talk-about"].topics] == ["trust", "P3", "learning"]
    assert found["celebrate"].title.code == "list.strongest_so_far"


@pytest.mark.parametrize("snapshot", [rounds.together(), rounds.nothing()])
def test_there_are_no_lists_where_sides_are_not_shown(snapshot: Snapshot) -> None:
    assert lists(snapshot) == {}


def told_topic(topic: reading.Topic) -> tuple[str, str, list[str]]:
    figure = topic.figure.said(say) if topic.figure else ""
    return topic.name, figure, [tag.said(say) for tag in topic.tags]


def test_topics_say_how_far_apart_and_why() -> None:
    trust, candor, _ = lists(rounds.both())["talk-about"].topics
    assert told_topic(trust) == ("Trust", "50 apart", ["seen differently"])
    name = "Keep improving communication"
    assert told_topic(candor) == (name, "50 apart", ["Brightline sees itself higher"])


def test_a_split_side_is_named_without_a_distance() -> None:
    figures = replace(element(F(50)), agreement=Sides(Agreement.ONE_VIEW, Agreement.SPLIT))
    topic = reading.element_talk("trust", "Trust", figures, NAMES)
    assert told_topic(topic) == ("Trust", "", ["split inside Northgate"])


def test_a_practice_stands_with_its_largest_clear_mirror() -> None:
    practice = rounds.both().practices["P3"]
    wide = replace(practice.client, gap=F(-60), word=MirrorWord.SEEN_HIGHER)
    topic = reading.practice_talk("P3", "Candor", replace(practice, client=wide), NAMES)
    assert told_topic(topic) == ("Candor", "60 apart", ["Northgate is seen higher"])


def test_a_clear_mirror_comes_before_a_wider_possible_one() -> None:
    practice = rounds.both().practices["P3"]
    wide = replace(practice.client, gap=F(80), word=MirrorWord.POSSIBLE)
    topic = reading.practice_talk("P3", "Candor", replace(practice, client=wide), NAMES)
    assert told_topic(topic) == ("Candor", "50 apart", ["Brightline sees itself higher"])


def test_a_possible_mirror_reads_perhaps() -> None:
    practice = rounds.both().practices["P3"]
    possible = replace(practice.contractor, word=MirrorWord.POSSIBLE)
    topic = reading.practice_talk("P3", "Candor", replace(practice, contractor=possible), NAMES)
    assert told_topic(topic) == ("Candor", "50 apart", ["perhaps seen differently"])


def test_what_has_risen_and_what_has_a_target_is_tagged() -> None:
    risen = replace(element(F(50), target=80), change=changes(ChangeWord.UP))
    snapshot = replace(rounds.both(), elements={**ALIKE, "trust": risen})
    assert told_topic(reading.strong_topic(snapshot, "trust", "Trust"))[2] == [
        "up since the last round"
    ]
    assert told_topic(reading.raise_topic(snapshot, "trust", "Trust")) == (
        "Trust",
        "50",
        ["target 80"],
    )


def test_clear_mirrors_are_told_in_a_sentence() -> None:
    found = [*reading.seen_differently(rounds.both(), questionnaire(), NAMES)]
    assert [(one.practice, one.sentence.said(say)) for one in found] == [
        (
            "Start within your own organization",
            "Brightline sees itself at 72, Northgate sees Brightline at 50.",
        ),
        (
            "Keep improving communication",
            "Brightline sees itself at 75, Northgate sees Brightline at 25.",
        ),
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            {"trust": ChangeWord.UP},
            "Since Spring 2026 there is no clear change overall, but Trust rose.",
        ),
        (
            {"trust": ChangeWord.UP, "values": ChangeWord.UP},
            "Since Spring 2026 there is no clear change overall, but Trust and Shared Values rose.",
        ),
        (
            {"learning": ChangeWord.DOWN},
            "Since Spring 2026 there is no clear change overall, but Integrated Learning fell.",
        ),
        (
            {"trust": ChangeWord.DOWN, "values": ChangeWord.UP},
            "Since Spring 2026 there is no clear change overall, but Shared Values rose and Trust "
            "fell.",
        ),
    ],
)
def test_an_element_that_moved_alone_is_named(words: dict[str, ChangeWord], sentence: str) -> None:
    snapshot = round_with(Band.IN_BETWEEN, GapWord.NONE, None, ChangeWord.NONE, F(0))
    assert told(moving(snapshot, words))[2] == sentence


@pytest.mark.parametrize("band", [*Band, NOT_SHOWN])
def test_everyone_together_is_placed_in_a_sentence_for_each_band(band: Band | NotShown) -> None:
    indexes = dict(zip(Band, (F(10), F(30), F(50), F(70), F(90)), strict=True))
    index = NOT_SHOWN if isinstance(band, NotShown) else indexes[band]
    everyone = rounds.together().everyone
    assert everyone
    snapshot = replace(rounds.together(), everyone=replace(everyone, index=index))
    _why, where = told(snapshot)
    assert where.startswith("There is no index" if band is NOT_SHOWN else "Together, people place")
    assert where.endswith(".")


TALK = [*product(GAPS, [*Agreement, None, NOT_SHOWN], [*Agreement, None, NOT_SHOWN])]


@pytest.mark.parametrize(("word", "contractor", "client"), TALK)
def test_an_element_is_tagged_with_its_words_and_no_others(
    word: GapWord | NotShown,
    contractor: Agreement | NotShown | None,
    client: Agreement | NotShown | None,
) -> None:
    figures = replace(element(F(50), F(20), word), agreement=Sides(contractor, client))
    _name, apart, tags = told_topic(reading.element_talk("trust", "Trust", figures, NAMES))
    seen = {GapWord.CLEAR: ["seen differently"], GapWord.POSSIBLE: ["perhaps seen differently"]}
    expected = [] if isinstance(word, NotShown) else seen.get(word, [])
    assert apart == ("20 apart" if expected else "")
    sides = (("Brightline", contractor), ("Northgate", client))
    split = [f"split inside {name}" for name, one in sides if one is Agreement.SPLIT]
    assert tags == expected + split


@pytest.mark.parametrize(("own", "other"), [*product([*MirrorWord, NOT_SHOWN], repeat=2)])
def test_a_practice_is_tagged_with_its_foremost_word(
    own: MirrorWord | NotShown, other: MirrorWord | NotShown
) -> None:
    practice = rounds.both().practices["P3"]
    words = {"contractor": own, "client": other}
    gap = {NOT_SHOWN: NOT_SHOWN}
    mirrors = {
        side: replace(getattr(practice, side), word=word, gap=gap.get(word, F(20)))  # type: ignore[arg-type]
        for side, word in words.items()
    }
    topic = reading.practice_talk("P3", "Candor", replace(practice, **mirrors), NAMES)
    _name, apart, tags = told_topic(topic)
    names = {"contractor": "Brightline", "client": "Northgate"}
    told_as = {
        MirrorWord.SELF_HIGHER: "sees itself higher",
        MirrorWord.SEEN_HIGHER: "is seen higher",
    }
    clear = [f"{names[side]} {told_as[word]}" for side, word in words.items() if word in told_as]
    possible = ["perhaps seen differently"] if MirrorWord.POSSIBLE in words.values() else []
    assert tags == (clear or possible)[:1]
    assert apart == ("20 apart" if tags else "")
