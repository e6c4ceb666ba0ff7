"""Drafts that were begun with an older version of the program are there with this one."""

import re
from typing import Any

import pytest
from django.db import connection
from nacl.secret import Aead

from assessments.ballots import AEAD_OVERHEAD, Answers, DraftContent, open_draft_key, padded
from assessments.models import Draft, Round
from assessments.services.answering import Refusal
from assessments.services.drafts import Edit, content_of, save_part
from assessments.services.submission import submit
from tests.assessments.saving import read, refused, save, trust
from tests.factories import plain
from tests.live_round import START, alliance, everything, invitations, opened
from tests.migrating import migrate_back_to, migrate_to_newest

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0022_guards_of_whole_tables"
VERSION_IN_THE_ROW = "0025_held_rounds"


def rows() -> list[dict[str, Any]]:
    """All but their tags, which are new wherever they are written."""
    return [
        {name: value for name, value in plain(row).items() if name != "tag"}
        for row in Draft.objects.order_by("pk").values()
    ]


def test_a_draft_is_kept_back_and_forth(brought_to_newest: None) -> None:
    round = opened(alliance())
    first, second = invitations(round, "client")[:2]
    for number, invitation in enumerate((second, first)):
        edit = Edit("all", tuple(everything(0)), everything(number), 0, "page")
        save_part(invitation=invitation, origin="origin", edit=edit, now=START)
    before = rows()
    migrate_back_to(BEFORE)
    migrate_to_newest()
    assert rows() == before
    tags = Draft.objects.values_list("tag", flat=True)
    assert [bool(re.fullmatch("[0-9a-f]{32}", tag)) for tag in tags] == [True, True]
    assert len(set(tags)) == 2
    assert content_of(first, Draft.objects.get(pk=first.pk)).answers.placed == everything(1)
    submit(invitation=first, origin="origin", now=START)
    assert Round.objects.get().ballots.count() == 1
    assert [one.pk for one in Draft.objects.all()] == [second.pk]


def test_a_draft_whose_row_held_its_version_goes_on(brought_to_newest: None) -> None:
    """No page that is still open holds a version as high as the next one."""
    round = opened(alliance())
    invitation = invitations(round, "client")[0]
    save(invitation, trust({"T1": 0}))
    migrate_back_to(VERSION_IN_THE_ROW)
    content = {"placed": {"T1": 3}, "comments": {}, "versions": {"trust": 5}, "turn": 2}
    plaintext = padded(content, round.ballot_bytes - AEAD_OVERHEAD)
    blob = Aead(open_draft_key(round.key)).encrypt(plaintext, invitation.selector.encode())
    with connection.cursor() as cursor:
        statement = "UPDATE assessments_draft SET blob = %s, version = 9, last_page = 'one'"
        cursor.execute(statement, [bytes(blob)])
    migrate_to_newest()
    assert read(invitation) == DraftContent(Answers({"T1": 3}), {"trust": 5}, 1005)
    assert refused(invitation, trust({"T1": 0}, base=4)) is Refusal.NEWER
    assert save(invitation, trust({"T1": 4}, base=9)) == 1006
    assert refused(invitation, trust({"T1": 1}, base=9, page="another")) is Refusal.NEWER
