"""Rules of what needs both sides, of how far rounds lie apart, and of who is known elsewhere, each
broken on purpose."""

from tests.mutation import Mutation

ONE_PLACE = "tests/partnerships/test_one_place.py"
DELIVERY = "assessments/services/delivery.py"

OF_TWO_SIDES = (
    Mutation(
        "one mailbox turns one key",
        "assessments/services/releasing.py",
        "filter(person__twin_key=by.twin_key)",
        "filter(person=by)",
        "tests/assessments/test_holders.py",
    ),
    Mutation(
        "one mailbox consents for one side",
        "assessments/services/additions.py",
        "person__twin_key=by.twin_key,",
        "person=by,",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "a person is looked up where nobody is known, too",
        "partnerships/views/sign_in.py",
        'if waiting and waiting["user_pk"] is None:',
        "if False:",
        "tests/alliance_site/test_sign_in.py",
    ),
    Mutation(
        "what was mailed to an earlier address opens nothing with an app, either",
        "partnerships/account_forms.py",
        "email_key(waiting.email) != self.user.email_key",
        "False",
        "tests/alliance_site/test_second_step.py",
    ),
    Mutation(
        "a backup is made once what was put off is erased",
        "operations/backups.py",
        "if unerased_rounds().exists() and not erase_deleted():",
        "if unerased_rounds().exists():",
        "tests/assessments/test_erasure.py",
    ),
    Mutation(
        "nobody has a place on each side",
        "partnerships/services.py",
        "taken = dict(places)",
        "taken = {key: at for key, at in places if at in (side, None)}",
        ONE_PLACE,
    ),
    Mutation(
        "both sides read that one tried people of the other",
        "partnerships/services.py",
        "    if not people or by is None:\n        return\n",
        "    return\n",
        ONE_PLACE,
    ),
    Mutation(
        "a neutral facilitator tries nobody",
        "partnerships/services.py",
        "if not partnership.memberships.current().filter(person=by, side=None).exists():",
        "if True:",
        ONE_PLACE,
    ),
    Mutation(
        "nor is anybody of the other side brought in by a file",
        "partnerships/people_plan.py",
        "if not self.viewer.may_manage_people(place.side):",
        "if False:",
        ONE_PLACE,
    ),
    Mutation(
        "a file with people of the other side is told of as well",
        "partnerships/importing.py",
        "tried = sum(row.is_other for row in plan.rows)",
        "tried = 0",
        ONE_PLACE,
    ),
    Mutation(
        "whom the other side asked is not asked again",
        "assessments/services/additions.py",
        "round.invitations.filter(by_slip=False)",
        "round.invitations.filter(by_slip=False, side=side)",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "whoever has a link under an earlier address gets no second one",
        "assessments/services/additions.py",
        "return there.exclude(pk__in=had)",
        "return there",
        "tests/assessments/test_change_of_address.py",
    ),
    Mutation(
        "under any spelling of it",
        "assessments/services/additions.py",
        "addresses = {person.email, person.twin_key}",
        "addresses = {person.email}",
        "tests/assessments/test_change_of_address.py",
    ),
    Mutation(
        "six weeks lie between the end of a round and the next one",
        "assessments/services/opening.py",
        "now >= last.closed_at + APART",
        "now >= last.closed_at",
        "tests/assessments/test_opening.py",
    ),
    Mutation(
        "a round that was cancelled after a restore may have been released before",
        "assessments/services/opening.py",
        " | Q(state=State.CANCELLED, held=True)",
        "",
        "tests/assessments/test_held.py",
    ),
    Mutation(
        "no rhythm is faster",
        "assessments/forms/rhythm.py",
        "if self._fewest_days_between() < DAYS_APART:",
        "if False:",
        "tests/assessments/manage/test_rhythm_page.py",
    ),
    Mutation(
        "a link that was right is not counted",
        "assessments/views/respond/link.py",
        "was_right=respondent is not None or was_link(token)",
        "was_right=False",
        "tests/assessments/respond/test_link.py",
    ),
    Mutation(
        "domains are told as all write them",
        "assessments/domains.py",
        '"membership__person__email_key"',
        '"membership__person__email"',
        "tests/assessments/respond/test_promise.py",
    ),
    Mutation(
        "no results are mailed to whoever has left",
        DELIVERY,
        "return reader is not None and report_by_mail(reader, mail.round) is not None",
        "return True",
        "tests/assessments/test_enclosures.py",
    ),
    Mutation(
        "adding somebody takes the same whoever is known",
        "partnerships/services.py",
        "Person.objects.bulk_create(in_order, batch_size",
        "Person.objects.bulk_create([one for one in in_order if not Person.objects.filter("
        "email_key=one.email_key).exists()], batch_size",
        "tests/partnerships/test_services.py",
    ),
    Mutation(
        "no notice goes to whoever has left",
        DELIVERY,
        "if mail.kind == Kind.NOTICE and not _is_there(mail):",
        "if False:",
        "tests/assessments/test_enclosures.py",
    ),
    Mutation(
        "a notice is written whoever is inactive",
        "assessments/services/outbox.py",
        "{person.email_key: person for person in people}",
        "{person.email_key: person for person in people if person.is_active}",
        "tests/assessments/test_outbox.py",
    ),
)
