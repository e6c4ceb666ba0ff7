import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from assessments.ballots import DraftContent
from assessments.models import Draft, Invitation, Round
from assessments.parts import parts_of
from assessments.questionnaire.load import breakthrough_1
from assessments.respondent import new_origin
from assessments.scoring.terms import CANNOT_SAY
from assessments.services.answering import Refusal, RefusedError
from assessments.services.drafts import Edit, save_part, start_anew
from assessments.services.submission import submit
from partnerships.models import Side
from tests import amount
from tests.assessments.saving import (
    NOW,
    as_read,
    read,
    refused,
    resume,
    right_and_wrong,
    save,
    save_read,
    stance,
    stored,
    trust,
)
from tests.at_once import together
from tests.factories import plain
from tests.guards import force, force_deletion
from tests.live_round import CLOSED, DAY, alliance, invitations, opened

pytestmark = pytest.mark.django_db

NUMBERED = {
    "sqlite": "SELECT name FROM sqlite_sequence",
    "postgresql": "SELECT sequencename FROM pg_sequences",
}


@pytest.fixture
def invitation() -> Invitation:
    return invitations(opened(alliance()), Side.CLIENT)[0]


def test_a_part_is_saved_whole(invitation: Invitation) -> None:
    assert save(invitation, trust({"T1": 3, "T2": CANNOT_SAY})) == 1
    assert stored(invitation) == {"T1": 3, "T2": CANNOT_SAY}


def test_an_answer_can_be_changed_and_taken_back(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3, "T2": 0}))
    assert save(invitation, trust({"T2": 4}, base=1)) == 2
    assert stored(invitation) == {"T2": 4}


def test_other_parts_are_left_alone(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    save(invitation, stance({"M1": 0}, base=1))
    assert stored(invitation) == {"T1": 3, "M1": 0}


def test_a_draft_is_small_dated_by_day_and_not_readable(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    draft = Draft.objects.get()
    assert len(draft.blob) == 2048
    assert b'"placed"' not in bytes(draft.blob)
    assert draft.touched_on == NOW.date()


def test_no_number_is_left_of_how_many_began(invitation: Invitation) -> None:
    """Neither in a row nor in what the database counts rows by."""
    save(invitation, trust({"T1": 3}))
    assert "id" not in Draft.objects.values().get()
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED[connection.vendor])
        numbered = {name for (name,) in cursor.fetchall()}
    assert any(name.startswith("assessments_outbox") for name in numbered)
    assert not any(name.startswith("assessments_draft") for name in numbered)


def test_nothing_chosen_makes_a_draft_of_nothing(invitation: Invitation) -> None:
    assert save(invitation, trust({})) == 0
    assert read(invitation) == DraftContent()
    assert save(invitation, trust({"T1": 3})) == 1
    assert refused(invitation, trust({"T1": 0}, page="other")) is Refusal.NEWER


def test_saving_the_same_again_changes_nothing_but_random_bytes(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}, turn=2))
    before, content = plain(Draft.objects.values().get()), read(invitation)
    for page, turn in (("other", 0), ("one", 2), ("one", 1)):
        assert save(invitation, trust({"T1": 3}, page=page, turn=turn)) == 1
        after = plain(Draft.objects.values().get())
        changed = {name for name, value in after.items() if value != before[name]}
        assert changed == {"blob", "tag"}
        assert read(invitation) == content
        before = after


def test_a_row_tells_neither_how_often_nor_from_which_pages_somebody_saved(
    invitation: Invitation,
) -> None:
    pages = ["-".join([letter * 15] * 2) for letter in "abc"]
    tags = set()
    for number, page in enumerate(pages):
        save(invitation, trust({"T1": number}, base=number, page=page))
        row = plain(Draft.objects.values().get())
        blob, tag = row.pop("blob"), row.pop("tag")
        assert row == {
            "invitation_id": invitation.pk,
            "origin": "origin",
            "code_tries": 0,
            "touched_on": NOW.date(),
        }
        assert len(blob) == 2048
        assert re.fullmatch("[0-9a-f]{32}", tag)
        assert page.encode() not in blob
        tags.add(tag)
    assert len(tags) == len(pages)
    content = read(invitation)
    assert (content.version, content.sent) == (3, {"trust": (pages[-1][:8], 0)})


def test_a_second_tab_does_not_overwrite_the_first(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}, page="first"))
    assert refused(invitation, trust({"T1": 0}, page="second")) is Refusal.NEWER


def test_a_second_tab_that_has_seen_the_newer_answers_may_write(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}, page="first"))
    assert save(invitation, trust({"T1": 0}, base=1, page="second")) == 2
    assert refused(invitation, trust({"T1": 4}, base=1, page="first")) is Refusal.NEWER


def test_two_tabs_on_two_parts_do_not_disturb_each_other(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}, page="first"))
    save(invitation, stance({"M1": 1}, page="second"))
    save(invitation, trust({"T1": 3, "T2": 2}, base=1, page="first"))
    save(invitation, stance({"M1": 1, "M2": 4}, base=2, page="second"))
    assert stored(invitation) == {"T1": 3, "T2": 2, "M1": 1, "M2": 4}


def test_a_lost_reply_is_no_conflict(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    assert save(invitation, trust({"T1": 3, "T2": 1}, base=0)) == 2
    assert stored(invitation) == {"T1": 3, "T2": 1}


@pytest.mark.parametrize("waits", [False, True])
def test_a_save_that_was_given_up_does_not_undo_the_next(
    invitation: Invitation, waits: bool
) -> None:
    save(invitation, trust({"T1": 3}, turn=1))
    late = as_read(invitation) if waits else None
    assert save(invitation, trust({"T1": 3, "T2": 1}, turn=3)) == 2
    with pytest.raises(RefusedError) as error:
        save_read(late or as_read(invitation), trust({"T2": 4}, turn=2))
    assert error.value.refusal is Refusal.NEWER
    assert stored(invitation) == {"T1": 3, "T2": 1}
    save(invitation, trust({"T1": 3, "T2": 1}, turn=5))
    assert refused(invitation, trust({"T2": 4}, turn=4)) is Refusal.NEWER
    save(invitation, trust({"T1": 0}, base=3, page="another", turn=1))
    assert stored(invitation) == {"T1": 0}


def test_nor_does_one_of_a_page_that_then_sent_what_was_there_already(
    invitation: Invitation,
) -> None:
    save(invitation, trust({"T1": 3}, page="first", turn=1))
    save(invitation, trust({"T1": 3}, base=1, page="second", turn=2))
    assert refused(invitation, trust({"T1": 0}, base=1, page="second", turn=1)) is Refusal.NEWER
    save(invitation, stance({"M1": 1}, base=1, page="third"))
    assert refused(invitation, trust({"T1": 0}, base=1, page="second", turn=1)) is Refusal.NEWER
    save(invitation, trust({"T1": 4}, base=2, page="first", turn=2))
    assert stored(invitation) == {"T1": 4, "M1": 1}


def test_nor_one_that_another_page_has_found_replaced(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 1}, page="first", turn=1))
    save(invitation, trust({"T1": 1}, base=1, page="first", turn=3))
    save(invitation, trust({"T1": 1}, base=2, page="second", turn=1))
    assert refused(invitation, trust({"T1": 3}, base=1, page="first", turn=2)) is Refusal.NEWER
    save(invitation, trust({"T1": 2}, base=3, page="second", turn=2))
    assert stored(invitation) == {"T1": 2}


def test_a_lost_reply_is_no_conflict_after_another_part_was_saved(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}, turn=1))
    save(invitation, stance({"M1": 1}, page="another"))
    save(invitation, trust({"T1": 0}, turn=2))
    assert stored(invitation) == {"T1": 0, "M1": 1}


def test_another_device_does_not_write_into_a_draft(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}))
    assert refused(invitation, trust({"T1": 0}, base=1), new_origin()) is Refusal.ELSEWHERE


def test_a_draft_belongs_to_one_invitation(invitation: Invitation) -> None:
    other = invitations(invitation.round, Side.CONTRACTOR)[0]
    save(invitation, trust({"T1": 3}))
    save(other, trust({"T1": 0}))
    assert (stored(invitation), stored(other)) == ({"T1": 3}, {"T1": 0})


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"submitted": True}, Refusal.SENT),
        ({"revoked": True}, Refusal.REVOKED),
        ({"submitted": True, "revoked": True}, Refusal.REVOKED),
    ],
)
def test_a_used_or_revoked_invitation_takes_no_answers(
    invitation: Invitation, change: Mapping[str, bool], refusal: Refusal
) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    assert refused(invitation, trust({"T1": 3})) is refusal
    assert not Draft.objects.exists()


@pytest.mark.parametrize("state", ["sealing", "sealed", "released", "cancelled"])
def test_a_round_that_is_not_open_takes_no_answers(invitation: Invitation, state: str) -> None:
    force(Round.objects, state=state)
    assert refused(invitation, trust({"T1": 3})) is Refusal.CLOSED


def test_an_invitation_that_is_gone_takes_no_answers(invitation: Invitation) -> None:
    force_deletion(Invitation.objects.filter(pk=invitation.pk))
    with pytest.raises(RefusedError) as error:
        save(invitation, trust({"T1": 3}))
    assert error.value.refusal is Refusal.REVOKED


def test_the_last_answer_comes_before_the_closing_moment(invitation: Invitation) -> None:
    last = CLOSED - timedelta(microseconds=1)
    save_part(invitation=invitation, origin="origin", edit=trust({"T1": 3}), now=last)
    with pytest.raises(RefusedError) as error:
        save_part(invitation=invitation, origin="origin", edit=trust({"T1": 0}, 1), now=CLOSED)
    assert error.value.refusal is Refusal.CLOSED
    assert stored(invitation) == {"T1": 3}


def test_an_extended_round_takes_answers_for_seven_more_days(invitation: Invitation) -> None:
    force(Round.objects, extended=True)
    last = CLOSED + 7 * DAY - timedelta(microseconds=1)
    save_part(invitation=invitation, origin="origin", edit=trust({"T1": 3}), now=last)
    with pytest.raises(RefusedError):
        save_part(
            invitation=invitation, origin="origin", edit=trust({"T1": 0}, 1), now=CLOSED + 7 * DAY
        )


def test_a_change_of_a_draft_is_one_statement_that_waits_for_nobody(
    invitation: Invitation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    save(invitation, trust({"T1": 3}))
    resume(invitation, right_and_wrong(invitation)[1])
    begun = as_read(invitation)
    with django_assert_num_queries(1):
        assert save_read(begun, trust({"T1": 4}, base=1)) == 2
    draft = Draft.objects.get()
    content = read(invitation)
    assert (content.version, content.sent, draft.code_tries) == (2, {"trust": ("one", 0)}, 1)
    assert stored(invitation) == {"T1": 4}


def test_what_another_page_saves_meanwhile_is_kept(invitation: Invitation) -> None:
    save(invitation, trust({"T1": 3}, page="first"))
    begun = as_read(invitation)
    save(invitation, stance({"M1": 0}, base=1, page="second"))
    assert save_read(begun, trust({"T1": 4}, base=1, page="first")) == 3
    assert stored(invitation) == {"T1": 4, "M1": 0}
    save(invitation, stance({"M1": 2}, base=2, page="second"))
    assert read(invitation).version == 4
    with pytest.raises(RefusedError) as error:
        save_read(begun, stance({"M1": 1}, base=1, page="third"))
    assert error.value.refusal is Refusal.NEWER
    assert stored(invitation) == {"T1": 4, "M1": 2}


def withdrawn(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(revoked=True)


def forgotten(invitation: Invitation) -> None:
    force(Invitation.objects.filter(pk=invitation.pk), membership=None)


def sent(invitation: Invitation) -> None:
    submit(invitation=invitation, origin="origin", now=NOW)


def sealing(invitation: Invitation) -> None:
    force(Round.objects, state="sealing")


def begun_anew(invitation: Invitation) -> None:
    start_anew(invitation=invitation, origin="second", now=NOW)


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        (withdrawn, Refusal.REVOKED),
        (forgotten, Refusal.REVOKED),
        (sent, Refusal.SENT),
        (sealing, Refusal.CLOSED),
        (begun_anew, Refusal.ELSEWHERE),
    ],
)
def test_nothing_is_stored_if_the_right_to_answer_ends_meanwhile(
    invitation: Invitation, meanwhile: Callable[[Invitation], None], refusal: Refusal
) -> None:
    save(invitation, trust({"T1": 3}))
    begun = as_read(invitation)
    meanwhile(invitation)
    before = list(Draft.objects.values())
    with pytest.raises(RefusedError) as error:
        save_read(begun, trust({"T1": 0}, base=1))
    assert error.value.refusal is refusal
    assert list(Draft.objects.values()) == before


def test_a_slip_changes_its_answers_too(invitation: Invitation) -> None:
    force(Invitation.objects.filter(pk=invitation.pk), membership=None, by_slip=True)
    save(invitation, trust({"T1": 3}))
    assert save(invitation, trust({"T1": 1}, base=1)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_save_under_the_lock_loses_nothing_that_is_saved_beside_it(
    invitation: Invitation, counted: Callable[[str, int], None]
) -> None:
    save(invitation, trust({"T1": 0}))
    old = as_read(invitation)
    races = amount(20, 200)
    for value in range(1, races + 1):
        now = as_read(invitation)
        parts = (trust({"T1": value % 5}, base=10**6), stance({"M1": value % 5}, base=10**6))
        readings = (old, now) if value % 2 else (now, old)
        together(
            *(partial(save_read, one, edit) for one, edit in zip(readings, parts, strict=True))
        )
        assert stored(invitation) == {"T1": value % 5, "M1": value % 5}
    counted("races of a save that goes by an old reading, none lost", races)


@pytest.mark.django_db(transaction=True)
def test_pages_that_save_at_once_lose_nothing(invitation: Invitation) -> None:
    """Each goes by the same state of the draft, and saves a part of its own."""
    parts = [(part.slug, part.codes) for part in parts_of(breakthrough_1(), with_comments=False)]
    save(invitation, trust({"T1": 0}))
    for value in range(1, amount(4, 40)):
        calls = [
            partial(
                save_read,
                as_read(invitation),
                Edit(slug, codes, dict.fromkeys(codes, value % 5), 10**6, slug),
            )
            for slug, codes in parts
        ]
        before = read(invitation).version
        assert len(set(together(*calls))) == len(parts)
        assert set(stored(invitation).values()) == {value % 5}
        assert len(stored(invitation)) == 52
        assert read(invitation).version == before + len(parts)
