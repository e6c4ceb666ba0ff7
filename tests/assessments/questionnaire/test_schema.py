from dataclasses import replace

from assessments.questionnaire.load import breakthrough_1, from_json, to_json
from assessments.questionnaire.schema import canonical_json, sha256_of


def test_canonical_json_has_sorted_keys_and_no_spaces() -> None:
    assert canonical_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'


def test_the_hash_is_over_utf_8() -> None:
    # printf '{"a":"é"}' | sha256sum
    assert sha256_of({"a": "é"}) == (
        "b3a092a6af48807fa9482b2ee140105575daa26d5b24b3c0e60a7e2dee6683b1"
    )


def test_a_statement_is_the_same_while_its_words_are() -> None:
    asked = breakthrough_1()
    changed = to_json(asked)
    changed["elements"][0]["items"][0]["vendor"] += " Really."
    changed["elements"][0]["items"][1]["covers"] = []
    changed["practices"][0]["statement"] += ", mostly"
    other = from_json(changed)
    different = {code for code in asked.codes if asked.wordings[code] != other.wordings[code]}
    assert different == {"T1", "P1.own", "P1.partner"}


def test_the_poles_of_a_statement_are_not_interchangeable() -> None:
    statement = breakthrough_1().elements[0].statements[0]
    turned = replace(statement, vendor=statement.partnership, partnership=statement.vendor)
    assert sha256_of(turned.wording) != sha256_of(statement.wording)
