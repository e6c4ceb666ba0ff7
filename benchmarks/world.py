"""Our own site for measuring: `python -m benchmarks.world MATERIAL.json`.

One round is open, with people who answer; others have finished their answers and are to send
them. Beside it stand as many alliances with released rounds as MATERIAL says. What a visitor
needs is printed as JSON.
"""

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import django

FAR = datetime(2100, 3, 20, 17, 0)  # noqa: DTZ001  a wall-clock time
CHUNK = 500
STRIPS = 20


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "alliance_site.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    material = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(load(**material)))


def load(
    answering: int, sending: int, alliances: int, rounds: int, people: int, **_unused: Any
) -> dict[str, Any]:
    from tests.live_round import alliance, invitations, opened

    half = (answering + sending + 1) // 2
    round = opened(alliance(half, half), closes=FAR)
    both = [one for side in ("contractor", "client") for one in invitations(round, side)]
    made = released(alliances, rounds, people)
    return {
        "answering": [respondent(one) for one in both[:answering]],
        "sending": [respondent(one, is_done=True) for one in both[answering:]],
        **made,
    }


def respondent(invitation: Any, *, is_done: bool = False) -> str:
    """The cookie of somebody whose link has been opened; done: with everything answered."""
    from dataclasses import asdict

    from django.core import signing

    from assessments import respondent as session
    from assessments.keys import Purpose, derive_key
    from assessments.questionnaire.load import breakthrough_1
    from assessments.services.drafts import Edit, save_part
    from tests.live_round import DAY, START, everything

    begun = session.begin_session(invitation, None)
    if is_done:
        edit = Edit("all", breakthrough_1().codes, everything(3), base=0, page="page")
        save_part(invitation=invitation, origin=begun.origin, edit=edit, now=START + DAY)
    key = derive_key(Purpose.COOKIE)
    return signing.dumps(asdict(begun), key=key, salt=session.COOKIE)


def released(alliances: int, rounds: int, people: int) -> dict[str, Any]:
    """So many alliances with so many rounds each, of so many people on each side: the first is
    imported, the others are copies of its rows. Who reads: a leader of the first, and somebody who
    looks after the first twenty.
    """
    from partnerships.viewer import Role
    from tests.factories import answers, make_member, make_partnership, make_released_round

    first = make_partnership("Bench 0")
    for number in range(rounds):
        content = answers(people, people)
        day = date(2020 + number, 3, 31)
        make_released_round(first, content, title=f"Round {number}", closed=day)
    leader = make_member(first, Role.LEADER, "client", "leader@example.org")
    keepers = [
        make_member(one, Role.FACILITATOR, None, "keeper@example.org")
        for one in (first, *copied(first, alliances - 1))[:STRIPS]
    ]
    return {
        "leader": session_of(leader),
        "keeper": session_of(keepers[0]),
        "round": f"/p/{first.slug}/rounds/{rounds}/",
    }


def session_of(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def copied(first: Any, number: int) -> list[Any]:
    """So many copies of an alliance with its rounds and their results."""
    from assessments.models import Moments, Round, Snapshot
    from assessments.sealed_moments import open_moments, seal_moments
    from partnerships.models import Partnership
    from tests.guards import unguarded

    source = list(first.rounds.select_related("snapshot", "moments"))
    made: list[Any] = []
    for start in range(1, number + 1, CHUNK):
        names = range(start, min(start + CHUNK, number + 1))
        made += Partnership.objects.bulk_create(
            copy(first, slug=f"bench-{n}", name=f"Bench {n}") for n in names
        )
        new = made[-len(names) :]
        rounds = Round.objects.bulk_create(
            copy(round, partnership=one) for one in new for round in source
        )
        paired = list(zip(rounds, source * len(new), strict=True))
        with unguarded():
            Snapshot.objects.bulk_create(copy(old.snapshot, round=round) for round, old in paired)
            Moments.objects.bulk_create(
                Moments(round=round, blob=seal_moments(round.pk, open_moments(old.moments)))
                for round, old in paired
                if hasattr(old, "moments")
            )
    return made


def copy(row: Any, **changed: Any) -> Any:
    """A new row with the values of another one, but for some."""
    fields = row._meta.concrete_fields  # noqa: SLF001
    values = {one.attname: getattr(row, one.attname) for one in fields if not one.primary_key}
    for name in changed:
        values.pop(f"{name}_id", None)
    return type(row)(**(values | changed))


if __name__ == "__main__":
    main()
