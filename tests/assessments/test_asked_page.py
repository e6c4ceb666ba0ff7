"""The pages on which both sides agree what a round asks besides."""

import pytest
from django.test import Client

from assessments.agreed import held_section
from assessments.questionnaire.schema import COMMITMENTS, OWN_MEASURES
from partnerships.models import Partnership
from tests.factories import everything_stored
from tests.live_round import alliance, person

pytestmark = pytest.mark.django_db

PAGE = "/p/harbour-alliance/asked/own-measures/"
ROW = {"placed-vendor-1": "The night shift is told.", "placed-partnership-1": "It decides too."}
EACH = {"mirrored-name-1": "Say thank you", "mirrored-statement-1": "thanks people by name"}


def third(first: str, second: str) -> dict[str, str]:
    return {"placed-vendor-3": first, "placed-partnership-3": second}


@pytest.fixture
def harbour() -> Partnership:
    return alliance()


def test_one_side_proposes_and_the_other_agrees(client: Client, harbour: Partnership) -> None:
    client.force_login(person("contractor"))
    assert client.post(PAGE, ROW | EACH)["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "Northgate Council has not agreed yet." in page
    assert "Agree for our side" not in page
    assert "“This organization thanks people by name.”" in page
    client.force_login(person("client"))
    page = client.get(PAGE).content.decode()
    assert "Agree for our side" in page
    (found,) = harbour.statement_agreements.all()
    assert client.post(f"{PAGE}agree/", {"proposal": found.pk})["Location"] == PAGE
    assert [one.code for one in held_section(harbour, OWN_MEASURES).statements] == [
        "own-1",
        "own-2",
    ]
    page = client.get(PAGE).content.decode()
    assert "Agreed so far" in page
    assert 'value="Say thank you"' in page


@pytest.mark.parametrize("given", ["", "0", "x", "９", "99999999999999999999", "9" * 5000])
@pytest.mark.parametrize("subject", [OWN_MEASURES, COMMITMENTS])
def test_agreeing_to_nothing_says_so(
    client: Client, harbour: Partnership, given: str, subject: str
) -> None:
    client.force_login(person("client"))
    path = f"/p/harbour-alliance/asked/{subject}/agree/"
    page = client.post(path, {"proposal": given}, follow=True).content.decode()
    assert "This proposal is no longer open" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"placed-vendor-1": "Told."}, "Fill in both texts, or leave both empty."),
        ({"mirrored-statement-8": "Asked."}, "Fill in both texts, or leave both empty."),
        (ROW | {"placed-vendor-1": "x" * 201}, "at most 200 characters"),
        (EACH | {"mirrored-name-1": "x" * 61}, "at most 60 characters"),
        (ROW | {"placed-partnership-1": "\x00"}, "There is an invisible control character"),
        (ROW | {"placed-partnership-1": "a\u202eb"}, "There is an invisible control character"),
        (ROW | {"placed-partnership-1": "a\x07b"}, "There is an invisible control character"),
        (ROW | {f"{k[:-1]}3": v for k, v in ROW.items()}, "The same statement stands there twice"),
        (ROW | third("The NIGHT shift  is told", "They decide."), "share words"),
        (ROW | third("They ask.", "It decides too, they say."), "share words"),
        (ROW | third("They ask.", "It d\u0435cides_too"), "share words"),
        (
            third("We get to know each other only as a by-product of the work.", "We meet."),
            "shares words with what is asked already",
        ),
        (EACH | third("Nobody is asked.", "Each thanks people by name at night."), "share words"),
        (ROW | third("People who do not work nights: Can’t say", "Fine."), "“can&#x27;t say”"),
        (ROW | third("Not at night? Then choose CANNOT  SAY.", "Fine."), "“can&#x27;t say”"),
        (EACH | {"mirrored-name-1": "Can't say"}, "“can&#x27;t say”"),
        ({}, "This holds already: change something."),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    client: Client, harbour: Partnership, given: dict[str, str], sentence: str
) -> None:
    client.force_login(person("client"))
    before = everything_stored()
    page = client.post(PAGE, given).content.decode()
    assert sentence in page
    assert all(text in page for text in given.values() if len(text) == 201 or text == "Told.")
    assert everything_stored() == before


def test_short_poles_may_stand_in_longer_ones(client: Client, harbour: Partnership) -> None:
    client.force_login(person("client"))
    given = ROW | third("It decides.", "We can say what we want, and nobody cannot hear it.")
    assert client.post(PAGE, given).status_code == 302


def test_nine_do_not_fit_on_the_page(client: Client, harbour: Partnership) -> None:
    client.force_login(person("client"))
    names = ("placed-vendor", "placed-partnership")
    rows = {f"{name}-{n}": f"{name} {n}" for n in range(1, 10) for name in names}
    assert "At most 8 measures" in client.post(PAGE, rows | EACH).content.decode()
    assert client.post(PAGE, rows).status_code == 302
    assert len(harbour.statement_agreements.get().section["placed"]) == 8


def test_there_is_no_other_subject(client: Client, harbour: Partnership) -> None:
    client.force_login(person("client"))
    for path in ("nothing/", "nothing/agree/"):
        assert client.post(f"/p/harbour-alliance/asked/{path}").status_code == 404
