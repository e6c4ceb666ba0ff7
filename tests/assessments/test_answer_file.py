import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questionnaire.load import breakthrough_1
from assessments.scoring.terms import CANNOT_SAY, Sheet, Side
from assessments.services.answer_file import read_answers
from partnerships.tables import LARGEST_FILE, TableError
from tests.factories import table

INSTRUMENT = breakthrough_1()
CODES = INSTRUMENT.codes


def read(text: str | bytes) -> list[tuple[str, dict[str, int]]]:
    content = text.encode() if isinstance(text, str) else text
    return [(s.side.value, dict(s.answers)) for s in read_answers(content, INSTRUMENT).sheets]


def refusal(text: str | bytes) -> str:
    with pytest.raises(TableError) as error:
        read(text)
    return str(error.value)


def test_values() -> None:
    assert read("side,T1,P3.own,M4,A4\nclient,0,4,x,\n") == [
        ("client", {"T1": 0, "P3.own": 4, "M4": CANNOT_SAY})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "side,T1,T2\nclient,1,2\n",
        "side;T1;T2\nclient;1;2\n",
        "side\tT1\tT2\nclient\t1\t2\n",
        "\ufeffside,T1,T2\nclient,1,2\n",
        "T2,side,T1\n2,client,1\n",
        " side , T1,T2 \n client , 1 ,2\n",
        '"side";"T1";"T2"\n"client";" 1 ";"2"\n',
        "side,T1,T2\r\nclient,1,2\r\n",
        "side,T1,T2\rclient,1,2\r",
        "\n\nside,T1,T2\n\n,,\n  , ,\nclient,1,2\n,,,,\n",
        "side,T1,T2\nclient,1,2",
        "SIDE,t1,T2\nClient,1,2\n",
        "Side;t2;T1\nCLIENT;2;1\n",
    ],
)
def test_one_table_in_many_forms(text: str) -> None:
    assert read(text) == [("client", {"T1": 1, "T2": 2})]


def test_a_row_with_a_side_alone_is_nobody() -> None:
    """Who did not answer does not make a side large enough to show what others said."""
    rows = (
        "side,T1,Q1\ncontractor,,\nclient\nclient,x,\nclient,0,\ncontractor,,Well\ncontractor,,  \n"
    )
    file = read_answers(rows.encode(), INSTRUMENT)
    assert [(str(one.side), dict(one.answers)) for one in file.sheets] == [
        ("client", {"T1": 0}),
        ("contractor", {}),
    ]
    assert file.left_out == 4
    assert (file.people(Side.CONTRACTOR), file.people(Side.CLIENT)) == (1, 1)


def test_a_short_row_and_a_missing_column_mean_not_answered() -> None:
    assert read("side,T1,T2,T3\nclient,4\n") == [("client", {"T1": 4})]


def test_comments_keep_their_side_and_lines() -> None:
    file = read_answers(b'side,Q2,Q1\nclient," one,\r\ntwo ",\n', INSTRUMENT)
    assert [(c.side, c.question, c.text) for c in file.comments] == [
        (Side.CLIENT, "Q2", "one,\ntwo")
    ]
    assert file.people(Side.CLIENT) == 1
    assert file.people(Side.CONTRACTOR) == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: the file is empty;"),
        (" \n\t\n", "Line 1: the file is empty;"),
        ("\ufeff", "Line 1: the file is empty;"),
        ('""\n', "Line 1: the file is empty;"),
        (b"PK\x03\x04\0\0", "Line 1: the workbook cannot be read;"),
        (b"\xff\xfes\0i\0d\0e\0", "Line 1: this is not a text file;"),
        (b"side,Q1\nclient,caf\xe9\n", "Line 2: the file is not in UTF-8;"),
        ("T1,T2\n1,2\n", "Line 1: the column “side” is missing; expected side and codes"),
        ("side,T9\nclient,1\n", "Line 1: there is no column “T9”;"),
        (
            "side,t1,T1\nclient,1,1\n",
            "Line 1: the column “T1” stands there twice; expected it once.",
        ),
        ("side,T1,\nclient,1,\n", "Line 1: there is no column “”;"),
        ("\n\nside,T1,T1\n", "Line 3: the column “T1” stands there twice;"),
        ("side,T1,side\n", "Line 1: the column “side” stands there twice;"),
        ("side,T1\n", "Line 2: there are no answers; expected one line for each person."),
        ("side,T1\n,\n\n", "Line 2: there are no answers;"),
        ("side,T1\n,3\n", "Line 2: side is “”; expected contractor or client."),
        ("side,T1\nCustomer,3\n", "Line 2: side is “Customer”; expected contractor or client."),
        ("side,T1\nclient,5\n", "Line 2: T1 is “5”; expected 0 to 4, x or nothing."),
        ("side,T1\nclient,-1\n", "Line 2: T1 is “-1”; expected"),
        ("side,T1\nclient,1.0\n", "Line 2: T1 is “1.0”; expected"),
        ("side,T1\nclient,٣\n", "Line 2: T1 is “٣”; expected"),
        ("side,T1\nclient,1\n\nclient,1,2\n", "Line 4: there are 3 values; expected at most 2"),
        ('side,Q1,T1\nclient,"a\nb\nc",1\nclient,,9\n', "Line 5: T1 is “9”; expected"),
        ('side,T1\nclient,1\nclient,"2\n', "Line 3: a quotation mark is out of place;"),
        ('side,T1\nclient,"1"2\n', "Line 2: a quotation mark is out of place;"),
        (f"side,Q1\nclient,{'a' * 1001}\n", "Line 2: Q1 has 1001 characters; expected at most"),
        (f"side,T1\nclient,{'7' * 99}\n", f"Line 2: T1 is “{'7' * 40}…”; expected"),
        ("side,T1\nclient,\x1b[2J\n", "Line 2: T1 is “?[2J”; expected"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str | bytes, sentence: str) -> None:
    assert refusal(text).startswith(sentence)


def test_a_file_of_more_than_two_megabytes_is_refused() -> None:
    head = b"side,T1\nclient,1\n"
    assert read(head + b"\n" * (LARGEST_FILE - len(head)))
    assert "at most 2 MB" in refusal(head + b"\n" * (LARGEST_FILE - len(head) + 1))


def outcome(content: bytes) -> str:
    """What is said about a file."""
    try:
        return f"{len(read_answers(content, INSTRUMENT).sheets)} sheets"
    except TableError as refused:
        return str(refused)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert re.match(r"Line [1-9]|[1-9]\d* sheets", outcome(content))


@given(st.text(alphabet='side,;\t\n\r"T10x4Qclientora', max_size=120))
def test_any_text_like_a_table_is_read_or_refused(text: str) -> None:
    assert re.match(r"Line [1-9]|[1-9]\d* sheets", outcome(text.encode()))


values = st.dictionaries(st.sampled_from(CODES), st.integers(CANNOT_SAY, 4))
sheets = st.builds(Sheet, st.sampled_from(Side), values)


@given(
    st.lists(sheets, min_size=1, max_size=5),
    st.sampled_from(",;\t"),
    st.permutations(["side", *CODES]),
    st.booleans(),
)
def test_whatever_the_form_the_same_answers(
    people: list[Sheet], delimiter: str, columns: list[str], with_mark: bool
) -> None:
    rows: list[dict[str, object]] = [
        {"side": s.side.value} | {c: "x" if v == CANNOT_SAY else v for c, v in s.answers.items()}
        for s in people
    ]
    content = table(rows, columns, delimiter)
    mark = b"\xef\xbb\xbf" if with_mark else b""
    answered = [one for one in people if set(one.answers.values()) - {CANNOT_SAY}]
    if not answered:
        with pytest.raises(TableError, match="there are no answers"):
            read_answers(mark + content, INSTRUMENT)
        return
    file = read_answers(mark + content, INSTRUMENT)
    assert list(file.sheets) == answered
    assert file.left_out == len(people) - len(answered)
