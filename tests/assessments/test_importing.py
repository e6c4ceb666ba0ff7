from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Comment, Round
from assessments.promise import Promise
from assessments.queries import snapshot_for
from assessments.questionnaire.load import breakthrough_1
from assessments.scoring.terms import NOT_SHOWN, Side, Sides
from assessments.sealed_moments import open_moments
from assessments.services.importing import ImportingError, preview_import
from assessments.snapshot.trend import NO_MOMENTS
from assessments.snapshot.value import View
from partnerships.models import Membership, Partnership, Person, Target
from partnerships.services import end_membership
from tests.factories import (
    NOW,
    answers,
    everything_stored,
    make_member,
    make_partnership,
    make_released_round,
    rows,
    table,
)
from tests.guards import force

pytestmark = pytest.mark.django_db

CREATE = ("--create", "Harbour Alliance", "--contractor", "Brightline", "--client", "Northgate")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_bytes(answers())
    return path


def run(file: Path, *extra: str, slug: str = "harbour-alliance", **named: str) -> str:
    options = {"title": "Spring", "closed": "2026-03-31"} | named
    spread = [part for name, value in options.items() for part in (f"--{name}", value)]
    out = StringIO()
    call_command("import_round", str(file), "--partnership", slug, *spread, *extra, stdout=out)
    return out.getvalue()


def refusal(file: Path, *extra: str, **named: str) -> str:
    """The sentence of a refused import, which must have changed nothing."""
    before = everything_stored()
    with pytest.raises(CommandError) as error:
        run(file, *extra, **named)
    assert everything_stored() == before
    assert error.value.returncode == 1
    return str(error.value)


def test_a_file_becomes_a_released_round(file: Path) -> None:
    harbour = make_partnership()
    said = run(file, "--contractor-invited", "9", "--client-invited", "6")
    assert said == "Round 1, “Spring”, is imported and released.\n"
    round = Round.objects.get(partnership=harbour)
    assert (round.state, round.imported, round.time_zone) == ("released", True, "UTC")
    assert f"{round.closed_at:%Y-%m-%d %H:%M}" == "2026-03-31 23:59"
    snapshot = snapshot_for(round)
    assert snapshot.closed == date(2026, 3, 31)
    assert snapshot.index.contractor == 75
    assert snapshot.index.client == 50
    assert snapshot.index.joint == 62.5
    assert snapshot.response.of(Side.CONTRACTOR).invited == 9
    assert snapshot.response.of(Side.CLIENT).answered == 6


def test_the_promise_of_an_imported_round() -> None:
    harbour = make_partnership(k=6)
    round = make_released_round(harbour, invited=Sides(7, None))
    promise = Promise.from_json(round.promise or {})
    assert (promise.k, promise.everyone, promise.comments) == (6, False, False)
    assert promise.invited == Sides(7, None)
    assert promise.sha256 == round.promise_sha256 == round.snapshot.promise_sha256
    assert not round.release_keys.exists()


def test_the_smallest_group_of_the_partnership_counts() -> None:
    harbour = make_partnership(k=7)
    snapshot = snapshot_for(make_released_round(harbour, answers(7, 6)))
    assert snapshot.view is View.NOTHING
    assert snapshot.response.of(Side.CLIENT).answered is NOT_SHOWN


def test_agreed_targets_are_frozen_with_the_questionnaire() -> None:
    harbour = make_partnership()
    Target.objects.create(partnership=harbour, element="trust", value=80)
    snapshot = snapshot_for(make_released_round(harbour))
    assert snapshot.elements["trust"].target == 80
    assert snapshot.elements["values"].target is None


def test_rounds_take_the_next_number_and_know_the_one_before() -> None:
    harbour = make_partnership()
    make_released_round(harbour)
    second = make_released_round(
        harbour, table(rows("client", 6, 4) + rows("contractor", 6, 0)), closed=date(2026, 9, 30)
    )
    snapshot = snapshot_for(second)
    assert (second.number, snapshot.previous) == (2, 1)
    assert snapshot.index.change is not None
    assert snapshot.index.change.client.points == 45


def test_made_up_answers_ask_nothing_of_real_ones() -> None:
    """Nothing is kept by which words about changes could be told: see `snapshot/test_build.py`."""
    round = make_released_round(make_partnership())
    assert open_moments(round.moments) == NO_MOMENTS


def test_the_order_of_rows_changes_nothing() -> None:
    people = [*rows("contractor", 3, 1), *rows("contractor", 3, 4), *rows("client", 6, 2)]
    first = make_released_round(make_partnership("One"), table(people))
    second = make_released_round(make_partnership("Two"), table(people[::-1]))
    assert first.snapshot.sha256 == second.snapshot.sha256


def test_words_turn_comments_on_and_lose_their_writer() -> None:
    people = [*rows("contractor", 6, 3, Q1="The move"), *rows("client", 6, 2, Q2="Decide on site")]
    round = make_released_round(make_partnership(), table(people))
    assert Promise.from_json(round.promise or {}).comments
    assert round.asks_comments
    found = Comment.objects.filter(round=round)
    assert {comment.side for comment in found} == {None}
    assert sorted(found.values_list("position", flat=True)) == list(range(1, 13))
    assert {comment.state for comment in found} == {"unread"}


def test_the_import_stands_in_the_shared_log() -> None:
    round = make_released_round(make_partnership())
    event = round.partnership.events.get(kind="round-imported")
    assert event.parameters == {"round": 1, "title": "Spring"}


def test_a_partnership_is_made_with_the_round(file: Path) -> None:
    run(file, *CREATE, "--facilitator", "nora@example.org", slug="harbour")
    harbour = Partnership.objects.get()
    assert (harbour.slug, harbour.name) == ("harbour", "Harbour Alliance")
    assert (str(harbour.contractor), str(harbour.client)) == ("Brightline", "Northgate")
    nora = Membership.objects.get()
    assert (nora.person.email, nora.side, nora.role) == ("nora@example.org", None, "facilitator")
    run(file, *CREATE, "--facilitator", "nora@example.org", slug="harbour", closed="2026-04-30")
    assert harbour.rounds.count() == 2


def test_whoever_is_known_elsewhere_is_told_by_the_address(file: Path) -> None:
    Person.objects.create_person(email="nora@example.org", name="Nora Elsewhere")
    run(file, *CREATE, "--facilitator", "nora@example.org", slug="harbour")
    assert Membership.objects.get().display_name == "nora@example.org"


BAD_FILES = [
    (b"", "file is empty"),
    (b"\0\1\2", "not a text file"),
    (b"T1\n3\n", "the column “side” is missing"),
    (b"side,T1,T9\nclient,1,1\n", "Line 1: there is no column “T9”"),
    (b"side,T1,T1\nclient,1,1\n", "Line 1: the column “T1” stands there twice"),
    (answers() + b"client,9\n", "Line 14: T1 is “9”; expected 0 to 4"),
]


@pytest.mark.parametrize(("content", "sentence"), BAD_FILES)
@pytest.mark.parametrize("extra", [(), CREATE])
def test_a_bad_file_stores_nothing(
    file: Path, content: bytes, sentence: str, extra: tuple[str, ...]
) -> None:
    if not extra:
        make_partnership()
    file.write_bytes(content)
    assert sentence in refusal(file, *extra)


BAD_ARGUMENTS: list[tuple[tuple[str, ...], dict[str, str], str]] = [
    ((), {"closed": "2026-02-30"}, "--closed is “2026-02-30”; expected a day"),
    ((), {"closed": "20260331"}, "--closed is “20260331”; expected a day"),
    ((), {"closed": "2999-01-01"}, "cannot have closed on 2999-01-01"),
    ((), {"title": " "}, "The title must have 1 to 120 characters."),
    ((), {"title": "t" * 121}, "The title must have 1 to 120 characters."),
    (("--client-invited", "5"), {}, "holds 6 people of the client, so 5 cannot be"),
    (("--contractor-invited", "-1"), {}, "--contractor-invited is “-1”; expected a whole"),
    (("--contractor-invited", "many"), {}, "--contractor-invited is “many”; expected a whole"),
    ((), {"slug": "nowhere"}, "There is no partnership “nowhere”"),
    (("--client", "Other"), {}, "go with --create only"),
    (("--create", "New"), {"slug": "new"}, "--create needs the names of --contractor and"),
    (CREATE, {}, "is there already under other names"),
    ((*CREATE[:3], "One", "--client", "one"), {"slug": "new"}, "have the same name"),
    (CREATE, {"slug": "not a slug"}, "address: Enter a valid"),
    ((*CREATE, "--facilitator", "nora"), {"slug": "new"}, "e-mail address: Enter a valid"),
]


@pytest.mark.parametrize(("extra", "named", "sentence"), BAD_ARGUMENTS)
def test_a_bad_argument_stores_nothing(
    file: Path, extra: tuple[str, ...], named: dict[str, Any], sentence: str
) -> None:
    make_partnership()
    assert sentence in refusal(file, *extra, **named)


def test_a_facilitator_of_others_does_not_slip_in(file: Path) -> None:
    run(file, *CREATE, slug="harbour")
    said = refusal(file, *CREATE, "--facilitator", "nora@example.org", slug="harbour")
    assert "is there already without this facilitator" in said


def test_a_file_that_is_not_there_is_told(file: Path, tmp_path: Path) -> None:
    make_partnership()
    assert "No such file" in refusal(tmp_path / "missing.csv")
    assert "Is a directory" in refusal(tmp_path)


@pytest.mark.parametrize("state", ["open", "sealing", "sealed"])
def test_while_a_round_is_under_way_none_is_imported(file: Path, state: str) -> None:
    make_released_round(make_partnership())
    force(Round.objects, state=state)
    assert "is under way" in refusal(file, closed="2026-09-30")


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_a_draft_or_cancelled_round_is_in_nobodys_way(file: Path, state: str) -> None:
    make_released_round(make_partnership())
    force(Round.objects, state=state)
    assert "Round 2" in run(file, closed="2026-01-31")


def test_rounds_are_imported_in_order(file: Path) -> None:
    make_released_round(make_partnership(), closed=date(2026, 3, 31))
    assert "closed on 2026-03-31, after 2026-03-30" in refusal(file, closed="2026-03-30")
    assert "Round 2" in run(file, title="Late spring", closed="2026-04-01")


def test_a_day_has_one_round_whatever_its_title(file: Path) -> None:
    make_partnership()
    run(file)
    assert "A round that closed on that day is there already." in refusal(file)
    file.write_bytes(table(rows("contractor", 40, 0) + rows("client", 40, 4)))
    assert "closed on that day" in refusal(file, title="Spring, second shift")


def test_a_round_held_here_has_its_day_by_its_own_clock(file: Path) -> None:
    make_released_round(make_partnership(), closed=date(2026, 3, 31))
    force(Round.objects, time_zone="Pacific/Auckland", closed_at=NOW.replace(day=1, hour=20))
    assert "closed on that day" in refusal(file, closed="2026-11-02")


def spread(side: str, number: int, seed: str) -> list[dict[str, object]]:
    """So many people who all answer differently, and otherwise with another seed."""
    chance = Random(f"{side} {seed}")
    codes = breakthrough_1().codes
    return [{"side": side} | {code: chance.randrange(5) for code in codes} for _ in range(number)]


FIRST = [*spread("contractor", 9, "first"), *spread("client", 12, "first")]


@pytest.mark.parametrize(
    "corrected",
    [
        [*FIRST, *spread("client", 1, "one more")],
        [*FIRST, *spread("contractor", 1, "more"), *spread("client", 3, "more")],
        FIRST[1:],
        [*spread("contractor", 1, "another"), *FIRST[1:]],
    ],
)
def test_a_corrected_file_is_not_imported_beside_the_first(
    file: Path, corrected: list[dict[str, object]]
) -> None:
    make_released_round(make_partnership(), table(FIRST), title="First")
    make_released_round(Partnership.objects.get(), answers(30, 30), title="Between")
    file.write_bytes(table(corrected))
    said = refusal(file, title="Corrected", closed="2026-09-30")
    assert "This is nearly the same as “First”, which is there already" in said


def test_nor_into_another_partnership_whose_name_is_not_told(file: Path) -> None:
    make_released_round(make_partnership("Kingfisher"), table(FIRST), title="First")
    make_partnership()
    file.write_bytes(table([*FIRST, *spread("client", 1, "one more")]))
    said = refusal(file, closed="2026-06-30")
    assert "Nearly the same answers have been imported already" in said
    assert not {"Kingfisher", "First"} & set(said.split())
    file.write_bytes(table(FIRST))
    assert "Round 1" in run(file, closed="2026-06-30")


@pytest.mark.parametrize(
    ("role", "ended", "is_refused"),
    [
        ("facilitator", None, True),
        ("leader", timedelta(0), True),
        ("leader", -timedelta(seconds=1), False),
        ("member", None, False),
        ("", None, False),
    ],
)
def test_only_results_that_one_may_read_refuse_ones_file(
    role: str, ended: timedelta | None, is_refused: bool
) -> None:
    """Else trying files would tell other people's results. `ended`: after they were released."""
    other = make_partnership("Kingfisher")
    round = make_released_round(other, table(FIRST), title="First")
    nora = make_member(make_partnership(), "facilitator", None, "nora@example.org")
    if role:
        make_member(other, role, "client", "nora@example.org")
    if ended is not None:
        end_membership(membership=other.memberships.get(person=nora), by=None, at=NOW + ended)
    said = ""
    try:
        preview_import(
            partnership=Partnership.objects.exclude(pk=round.partnership_id).get(),
            content=table([*FIRST, *spread("client", 1, "one more")]),
            title="Corrected",
            closed=date(2026, 6, 30),
            invited=Sides(None, None),
            now=NOW,
            by=nora,
        )
    except ImportingError as problem:
        said = str(problem)
    assert ("imported already" in said) is is_refused


def test_a_whole_is_not_imported_beside_its_parts(file: Path) -> None:
    """Else who reads all three subtracts the parts, and reads what one person said."""
    south = [*spread("contractor", 8, "south"), *spread("client", 8, "south")]
    make_released_round(make_partnership("Kingfisher"), table(FIRST), title="North")
    make_released_round(make_partnership("Heron"), table(south), title="South")
    make_partnership()
    file.write_bytes(table([*FIRST, *south, *spread("client", 1, "head office")]))
    said = refusal(file, closed="2026-06-30")
    assert "import either the parts or the whole" in said
    assert not {"Kingfisher", "Heron", "North", "South"} & set(said.split())
    file.write_bytes(table([*FIRST, *south]))
    assert "Round 1" in run(file, closed="2026-06-30")


def test_within_weeks_of_another_round_people_must_say_other_things(file: Path) -> None:
    make_released_round(make_partnership(), table(FIRST), title="First")
    more = [*FIRST, *spread("contractor", 5, "more"), *spread("client", 5, "more")]
    file.write_bytes(table(more))
    assert "“First” closed within ten weeks of this round" in refusal(file, closed="2026-06-09")
    assert "Round 2" in run(file, closed="2026-06-10")


def test_of_a_round_with_a_short_side_nothing_is_shown(file: Path) -> None:
    """Everyone together, less the side that a complete file shows, would be what the few said."""
    people = [*spread("contractor", 12, "first"), *spread("client", 3, "first")]
    short = make_released_round(make_partnership(), table(people))
    assert snapshot_for(short).view is View.NOTHING
    assert snapshot_for(short).everyone is None
    file.write_bytes(table([*people, *spread("client", 6, "more")]))
    assert "Round 2" in run(file, closed="2026-06-30")


@pytest.mark.parametrize("sizes", [(5, 5), (9, 12), (10, 13), (60, 60)])
def test_people_who_answer_anew_make_another_round(file: Path, sizes: tuple[int, int]) -> None:
    make_released_round(make_partnership(), table(FIRST))
    people = [*spread("contractor", sizes[0], "later"), *spread("client", sizes[1], "later")]
    file.write_bytes(table(people))
    assert "Round 2" in run(file, closed="2026-09-30")


def test_as_many_people_more_as_the_smallest_group_are_no_few(file: Path) -> None:
    make_released_round(make_partnership(), table(FIRST))
    more = [*spread("contractor", 5, "more"), *spread("client", 5, "more")]
    file.write_bytes(table([*FIRST, *more]))
    assert "Round 2" in run(file, closed="2026-09-30")


def test_a_side_that_is_too_small_is_told(file: Path) -> None:
    make_partnership()
    file.write_bytes(answers(contractor=6, client=3))
    assert run(file).endswith(
        "One side has too few answers, so nobody sees any result of this round.\n"
    )


def test_a_round_may_have_closed_today_but_not_tomorrow() -> None:
    harbour = make_partnership()
    assert make_released_round(harbour, closed=NOW.date()).number == 1
    with pytest.raises(ImportingError, match="still to come"):
        make_released_round(harbour, closed=NOW.date() + timedelta(days=1))


def test_the_questionnaire_is_the_instruments() -> None:
    round = make_released_round(make_partnership())
    assert round.questionnaire is not None
    assert round.questionnaire["code"] == breakthrough_1().code
    assert str(round.instrument) == "breakthrough-1"
