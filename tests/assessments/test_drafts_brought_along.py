"""Drafts that were begun with an older version of the program are there with this one."""

import pytest

from assessments.models import Draft, Round
from assessments.services.drafts import Edit, content_of, save_part
from assessments.services.submission import submit
from tests.factories import plain
from tests.live_round import START, alliance, everything, invitations, opened
from tests.migrating import migrate_back_to, migrate_to_newest

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0022_guards_of_whole_tables"


def test_a_draft_is_kept_back_and_forth(brought_to_newest: None) -> None:
    round = opened(alliance())
    first, second = invitations(round, "client")[:2]
    for number, invitation in enumerate((second, first)):
        edit = Edit("all", tuple(everything(0)), everything(number), 0, "page")
        save_part(invitation=invitation, origin="origin", edit=edit, now=START)
    before = [plain(row) for row in Draft.objects.order_by("pk").values()]
    migrate_back_to(BEFORE)
    migrate_to_newest()
    assert [plain(row) for row in Draft.objects.order_by("pk").values()] == before
    assert content_of(first, Draft.objects.get(pk=first.pk)).answers.placed == everything(1)
    submit(invitation=first, origin="origin", now=START)
    assert Round.objects.get().ballots.count() == 1
    assert [one.pk for one in Draft.objects.all()] == [second.pk]
