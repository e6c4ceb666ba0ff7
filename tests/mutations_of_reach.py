"""Rules of who is reached by a link, and of what addresses and visits do not tell."""

from tests.mutation import Mutation

DELIVERY = "assessments/services/delivery.py"
INVITATIONS = "assessments/services/invitations.py"
ADDRESSES = "partnerships/addresses.py"
REACHED = "tests/assessments/test_reached.py"
OF_ADDRESSES = "tests/partnerships/test_addresses.py"

OF_REACH = (
    Mutation(
        "no reminder lets in whom no invitation has reached",
        DELIVERY,
        "mail.kind == Kind.REMINDER and not is_reached(invitation)",
        "False",
        REACHED,
    ),
    Mutation(
        "few whose places are left are not reminded",
        INVITATIONS,
        "for one in there) < k]",
        "for one in there) < 0]",
        REACHED,
    ),
    Mutation(
        "whose link no mail has brought is none of those of whom enough are reminded",
        INVITATIONS,
        "round.invitations.filter(REACHED, revoked=False)",
        "round.invitations.filter(revoked=False)",
        REACHED,
    ),
    Mutation(
        "a reminder goes to nobody whose first mail may not have gone",
        "assessments/services/few_left.py",
        "REACHED = _HAD_LINK & ~WITHOUT_LINK",
        "REACHED = ~WITHOUT_LINK",
        REACHED,
    ),
    Mutation(
        "whoever is added is reached once the mail has gone",
        "assessments/services/few_left.py",
        "works & ~WITHOUT_LINK & ~_ON_ITS_WAY",
        "works & ~WITHOUT_LINK",
        REACHED,
    ),
    Mutation(
        "whom the opening did not reach is none of those left",
        "assessments/services/few_left.py",
        '(one["unsent"] if one["had_link"] else 0)',
        "0",
        REACHED,
    ),
    Mutation(
        "a repetition that is put off takes no link away",
        "assessments/services/few_left.py",
        "(~_HAD_LINK & _PUT_OFF)",
        "_PUT_OFF",
        REACHED,
    ),
    Mutation(
        "whoever was given a new link within a week is none of those left",
        "assessments/services/few_left.py",
        "return left.reached - unread",
        "return left.reached",
        "tests/assessments/test_few_left.py",
    ),
    Mutation(
        "no count is taken while somebody waits for a new link",
        "assessments/services/response.py",
        "or left.waiting > 0",
        "",
        "tests/assessments/test_few_left.py",
    ),
    Mutation(
        "nobody is reminded whose link stays with an earlier address",
        INVITATIONS,
        " if reaches_its_person(one)]",
        "]",
        REACHED,
    ),
    Mutation(
        "what was sent just before the last count is waited for, too",
        "assessments/services/few_left.py",
        "counted[event.side] - A_DAY",
        "counted[event.side]",
        "tests/assessments/test_sent_alone.py",
    ),
    Mutation(
        "a mail that goes to no address any more leaves its person without a link",
        DELIVERY,
        "        if mail.kind == Kind.INVITATION:\n            _note_refused(invitation)\n",
        "",
        REACHED,
    ),
    Mutation(
        "a link that was put off for an hour lets nobody in alone",
        DELIVERY,
        "    if paused + (now - mail.due_at) <= AT_ONCE:",
        "    if True:",
        REACHED,
    ),
    Mutation(
        "pages of other sites measure nothing about whoever answers",
        "assessments/respondent.py",
        'request.headers.get("Sec-Fetch-Site") in OTHER_SITES',
        "False",
        "tests/assessments/respond/test_refusals.py",
    ),
    Mutation(
        "a tag makes an account of its own",
        ADDRESSES,
        "    domain = SAME_DOMAINS.get(domain, domain)\n",
        "    domain = SAME_DOMAINS.get(domain, domain)\n    local = _without_tag(local)\n",
        OF_ADDRESSES,
    ),
    Mutation(
        "twins have one place on a side",
        "partnerships/services.py",
        ".filter(person__twin_key=person.twin_key).exists():",
        ".filter(person=person).exists():",
        OF_ADDRESSES,
    ),
    Mutation(
        "nobody is moved beside a twin",
        "partnerships/services.py",
        "person__twin_key=membership.person.twin_key",
        "person=membership.person",
        OF_ADDRESSES,
    ),
    Mutation(
        "who was asked is not asked again under a tag",
        "assessments/services/additions.py",
        '.exclude(person__twin_key__in=asked.values("membership__person__twin_key"))',
        '.exclude(person__in=asked.values("membership__person"))',
        "tests/assessments/test_additions.py",
    ),
    Mutation(
        "what a killed backup has left expires",
        "operations/backups.py",
        "((FILES, KEPT), (PARTS, MADE_WITHIN))",
        "((FILES, KEPT),)",
        "tests/operations/test_backups.py",
    ),
    Mutation(
        "no word of a domain mixes alphabets",
        ADDRESSES,
        "return looks_latin or any(",
        "return looks_latin and any(",
        OF_ADDRESSES,
    ),
    Mutation(
        "no domain is taken that mail servers read differently",
        ADDRESSES,
        'if UNCLEAR.search(email.rpartition("@")[2]):',
        "if False:",
        OF_ADDRESSES,
    ),
    Mutation(
        "addresses of version four are apart behind a socket for both",
        "partnerships/limits.py",
        "and found.ipv4_mapped:",
        "and False:",
        "tests/alliance_site/test_sign_in.py",
    ),
    Mutation(
        "two addresses of one mailbox are not both asked",
        "assessments/services/opening.py",
        "}) < len(chosen[side])",
        "}) < 0",
        "tests/assessments/test_opening.py",
    ),
    Mutation(
        "nobody's code waits behind those of others",
        "assessments/mail.py",
        "THREADS = 8",
        "THREADS = 1",
        "tests/assessments/test_sender.py",
    ),
    Mutation(
        "who answers reads only of domains that a smallest group shares",
        "assessments/domains.py",
        "people__gte=least",
        "people__gte=least - 1",
        "tests/assessments/respond/test_promise.py",
    ),
    Mutation(
        "slips alone are added only while a smallest group is left without them",
        "assessments/services/few_left.py",
        "return max(0, k + last.answered",
        "return max(0, k - 1 + last.answered",
        "tests/assessments/test_few_added.py",
    ),
)
