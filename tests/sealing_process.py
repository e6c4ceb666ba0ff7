"""Sealing in a process of its own, which can be killed or looked into from outside.

`kill ROUND STEP` ends without ado at a step of sealing a round of the tests' own database;
`canaries FOLDER` holds a round in a new SQLite file, writes what must be gone after sealing to
`canaries.json`, and seals it.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings

KILLED = 9


def kill(round_id: int, step: str, now: datetime) -> None:
    from assessments.services.counting import seal_round

    def checkpoint(reached: str) -> None:
        if reached == step:
            os._exit(KILLED)

    seal_round(round_id=round_id, now=now, checkpoint=checkpoint)


def canaries(folder: Path) -> None:
    from django.core.management import call_command

    from assessments.models import Ballot, Draft, RoundKey
    from assessments.services.counting import seal_round
    from assessments.services.drafts import Edit, save_part
    from tests import live_round

    call_command("migrate", verbosity=0)
    round = live_round.opened(live_round.alliance())
    live_round.answered(round, contractor=5, client=5)
    waiting = live_round.invitations(round, "client")[5]
    waiting.round = round
    edit = Edit("trust", ["T1"], {"T1": 2}, base=0, page="page")
    save_part(invitation=waiting, origin="origin", edit=edit, now=live_round.START)
    key = RoundKey.objects.get()
    blobs = [
        *Ballot.objects.values_list("blob", flat=True),
        *Draft.objects.values_list("blob", flat=True),
        key.public,
        key.wrapped_private,
        key.canary,
    ]
    found = [bytes(blob).hex() for blob in blobs]
    (folder / "canaries.json").write_text(json.dumps(found), encoding="ascii")
    before = b"".join(path.read_bytes() for path in folder.glob("answers.sqlite3*"))
    (folder / "before.bin").write_bytes(before)
    seal_round(round_id=round.pk, now=live_round.CLOSED)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if name := os.environ.get("DATABASE_NAME"):
        settings.DATABASES["default"]["NAME"] = name
    django.setup()
    if sys.argv[1] == "kill":
        kill(int(sys.argv[2]), sys.argv[3], datetime.fromisoformat(sys.argv[4]))
    else:
        canaries(Path(sys.argv[2]))
