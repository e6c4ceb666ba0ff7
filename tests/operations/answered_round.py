"""A round in the database of DATABASE_URL, for tests that start and kill servers of their own.

`python -m tests.operations.answered_round open PEOPLE` makes it and prints the personal links;
`... told` prints what is stored: by link, whether it was sent and what its draft holds; and the
answers of the ballots, in no order.
"""

import json
import os
import sys
from datetime import datetime
from typing import Any

import django

FAR = datetime(2100, 3, 20, 17, 0)  # noqa: DTZ001  a wall-clock time


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    order, *arguments = sys.argv[1:]
    made: Any = opened(int(arguments[0])) if order == "open" else told()
    sys.stdout.write(f"{json.dumps(made)}\n")


def opened(people: int) -> list[str]:
    from django.core.management import call_command

    from assessments.links import link_path
    from tests import live_round

    call_command("migrate", verbosity=0)
    round = live_round.opened(live_round.alliance(people // 2, people // 2), closes=FAR)
    return [link_path(one) for one in round.invitations.all()]


def told() -> dict[str, Any]:
    from assessments.ballots import open_ballot, open_private_key
    from assessments.links import link_path
    from assessments.models import Draft, Round
    from assessments.services.drafts import content_of

    round = Round.objects.get()
    drafts = {one.invitation_id: one for one in Draft.objects.all()}
    invitations = list(round.invitations.select_related("round__key"))
    private = open_private_key(round.key)
    ballots = [
        open_ballot(private, round.pk, one.pk, one.blob, round.ballot_bytes).answers.placed
        for one in round.ballots.all()
    ]
    return {
        "sent": [link_path(one) for one in invitations if one.submitted],
        "drafts": {
            link_path(one): dict(content_of(one, drafts.get(one.pk)).answers.placed)
            for one in invitations
        },
        "ballots": ballots,
    }


if __name__ == "__main__":
    main()
