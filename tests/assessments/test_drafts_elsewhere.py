import pytest

from assessments.models import Draft, Invitation
from assessments.respondent import new_origin, resume_code
from assessments.services.answering import Refusal, RefusedError
from assessments.services.drafts import CODE_TRIES, resume_draft, start_anew
from assessments.services.submission import submit
from partnerships.models import Side
from tests.assessments.saving import (
    NOW,
    refused,
    resume,
    right_and_wrong,
    save,
    stance,
    stored,
    trust,
)
from tests.live_round import CLOSED, alliance, invitations, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    return invitations(opened(alliance()), Side.CLIENT)[0]


def test_the_code_has_six_digits_and_belongs_to_one_draft(invitation: Invitation) -> None:
    code = resume_code(invitation.selector, "origin")
    assert len(code) == 6
    assert code.isdigit()
    codes = {resume_code(invitation.selector, new_origin()) for _ in range(20)}
    assert len(codes) > 10
    assert resume_code("other", "origin") != code


def test_the_right_code_takes_the_draft_to_another_device(invitation: Invitation) -> None:
    """Whoever begins under a link and has somebody else go on there reads nothing of it."""
    save(invitation, trust({"T1": 3}))
    right, wrong = right_and_wrong(invitation)
    assert not resume(invitation, wrong)
    assert resume(invitation, right)
    assert Draft.objects.get().code_tries == 0
    save(invitation, trust({"T1": 4}, base=1), origin="another")
    assert stored(invitation) == {"T1": 4}
    assert refused(invitation, trust({"T1": 0}, base=2)) is Refusal.ELSEWHERE
    assert not resume(invitation, right, origin="origin")
    assert resume(invitation, resume_code(invitation.selector, "another"), origin="origin")
    assert stored(invitation) == {"T1": 4}


def test_after_five_wrong_codes_none_is_right(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    right, wrong = right_and_wrong(invitation)
    assert [resume(invitation, wrong) for _ in range(CODE_TRIES)] == [False] * 5
    assert not resume(invitation, right)
    assert stored(invitation) == {"T1": 3}


def test_the_first_device_goes_on_after_wrong_codes(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    for _ in range(CODE_TRIES):
        resume(invitation, right_and_wrong(invitation)[1])
    save(invitation, trust({"T1": 4}, base=1))
    assert stored(invitation) == {"T1": 4}
    assert Draft.objects.get().code_tries == CODE_TRIES


def test_without_a_draft_there_is_no_code(invitation: Invitation) -> None:
    assert not resume(invitation, right_and_wrong(invitation)[0])


def test_a_code_opens_nothing_after_closing(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    with pytest.raises(RefusedError):
        resume_draft(
            invitation=invitation,
            code=right_and_wrong(invitation)[0],
            origin="another",
            now=CLOSED,
        )


def test_starting_anew_deletes_what_was_there(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    for _ in range(CODE_TRIES):
        resume(invitation, right_and_wrong(invitation)[1])
    start_anew(invitation=invitation, origin="second", now=NOW)
    assert stored(invitation) == {}
    assert Draft.objects.get().code_tries == 0
    assert refused(invitation, trust({"T1": 4}, base=1)) is Refusal.ELSEWHERE
    save(invitation, trust({"T2": 0}, base=2), origin="second")
    assert stored(invitation) == {"T2": 0}


def test_no_page_from_before_brings_back_what_was_deleted(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}, page="old"))
    start_anew(invitation=invitation, origin="second", now=NOW)
    for page, turn in (("old", 0), ("old", 1), ("another", 1)):
        edit = trust({"T1": 3}, base=1, page=page, turn=turn)
        assert refused(invitation, edit, "second") is Refusal.NEWER
    edit = stance({"M1": 3}, base=1, page="older")
    assert refused(invitation, edit, "second") is Refusal.NEWER
    assert stored(invitation) == {}


def test_the_old_code_is_worthless_after_starting_anew(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    start_anew(invitation=invitation, origin="second", now=NOW)
    assert not resume(invitation, right_and_wrong(invitation)[0])
    assert resume(invitation, resume_code(invitation.selector, "second"))


def test_a_draft_that_nobody_can_read_is_started_anew(invitation: Invitation) -> None:
    """No page that is still open overwrites what follows."""
    save(invitation, trust({"T1": 3}))
    Draft.objects.update(blob=b"damaged")
    start_anew(invitation=invitation, origin="second", now=NOW)
    assert save(invitation, trust({"T1": 0}, base=1000), origin="second") == 1001
    assert refused(invitation, trust({"T1": 4}, base=1, page="old"), "second") is Refusal.NEWER


def test_nothing_can_be_started_anew_after_sending(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    submit(invitation=invitation, origin="origin", now=NOW)
    with pytest.raises(RefusedError) as error:
        start_anew(invitation=invitation, origin="second", now=NOW)
    assert error.value.refusal is Refusal.SENT
    assert not Draft.objects.exists()
