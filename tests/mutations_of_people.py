"""Rules of who takes part, and of what nobody learns about it."""

from tests.mutation import Mutation

OF_PEOPLE = (
    Mutation(
        "the morning's count is hidden below the smallest group",
        "assessments/services/response.py",
        "answered=submitted[side] if enough[side] else None,",
        "answered=submitted[side],",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "a reminder is written for those who have answered, too",
        "assessments/services/invitations.py",
        "revoked=False, membership__isnull=False",
        "submitted=False, revoked=False, membership__isnull=False",
        "tests/assessments/test_outbox.py",
    ),
    Mutation(
        "a reminder that does not go leaves the row of one that went",
        "assessments/services/delivery.py",
        "    if mail.kind != Kind.REMINDER:\n        mail.delete()",
        "    if mail.kind:\n        mail.delete()",
        "tests/assessments/test_outbox.py",
    ),
    Mutation(
        "nobody who has answered is reminded",
        "assessments/services/delivery.py",
        "invitation__submitted=False, invitation__revoked=False",
        "invitation__revoked=False",
        "tests/assessments/test_outbox.py",
    ),
    Mutation(
        "the link of a deleted account is not printed as a slip",
        "assessments/services/slips.py",
        "by_slip=True, revoked=False",
        "membership=None, revoked=False",
        "tests/assessments/test_deleted_account.py",
    ),
    Mutation(
        "a deleted account is withdrawn from its round",
        "assessments/models.py",
        "else not self.by_slip",
        "else False",
        "tests/assessments/test_deleted_account.py",
    ),
    Mutation(
        "deleting an account does not tell whether it had answered",
        "assessments/services/response.py",
        "round.invitations.filter(by_slip=True).aggregate(",
        "round.invitations.filter(membership=None).aggregate(",
        "tests/assessments/test_deleted_account.py",
    ),
    Mutation(
        "nobody is watched by removing others",
        "assessments/services/response.py",
        "return left.working < left.asked or (last",
        "return (last",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "those who are known to have answered are none of those left",
        "assessments/services/response.py",
        "left[side].working - _known(last.get(side), promise.k) < promise.k",
        "left[side].working < promise.k",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "of a hidden count the most is thought",
        "assessments/services/response.py",
        "return k - 1 if last is None",
        "return 0 if last is None",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "somebody added is not watched where nearly all others have answered",
        "assessments/services/response.py",
        " or (last is not None and invited > last.invited)",
        "",
        "tests/assessments/test_response.py",
    ),
    Mutation(
        "people are added only with the consent of both sides",
        "assessments/services/additions.py",
        "    if place == side:\n        _consent",
        "    for side in Side:\n        _consent",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "who has been asked once is not asked again as somebody added",
        "assessments/services/additions.py",
        '.exclude(person__in=asked.values("membership__person"))',
        "",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "nobody consents for both sides",
        "assessments/services/additions.py",
        "    if mine.exists():",
        "    if mine is None:",
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "no timing tells whether somebody has come",
        "assessments/views/respond/visitor.py",
        "return questionnaire_in(self.round)",
        "from assessments.frozen import questionnaire_of\n\n"
        "        return questionnaire_of(self.round)",
        "tests/assessments/respond/test_parts.py",
    ),
    Mutation(
        "what somebody has chosen is shown to nobody else",
        "assessments/forms/rows.py",
        'markup.replace(radio, f"{radio} checked")',
        'markup.replace(radio, f"{radio} checked")\n'
        "                form.prepared[self.codes] = markup",
        "tests/assessments/respond/test_parts.py",
    ),
    Mutation(
        "a place that has ended is not given back",
        "partnerships/admin.py",
        '("ended_on",) if obj.ended_on else ()',
        "()",
        "tests/partnerships/test_admin.py",
    ),
)
