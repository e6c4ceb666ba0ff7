"""Rules of what logs, disks, browsers and Redis keep, of how sessions end, of whom a limit shuts
out, and of what nobody makes up who can only write to the database, each broken on purpose."""

from tests.mutation import Mutation

LOGS = "alliance_site/logs.py"
SETTINGS = "alliance_site/settings.py"
SLIPS = "assessments/views/respond/slips.py"
TEST_LOGS = "tests/alliance_site/test_logs.py"
TYPED = "tests/assessments/respond/test_typed_slips.py"
ERASURE = "assessments/services/erasure.py"
TEST_ERASURE = "tests/assessments/test_erasure.py"
TEST_HELD_LOG = "tests/operations/test_held_log.py"

OF_LOGS = (
    Mutation(
        "a request that the web server cannot read is not quoted",
        LOGS,
        "if str(record.msg).startswith(UNREADABLE):",
        "if False:",
        "tests/operations/test_server_logs.py",
    ),
    Mutation(
        "a personal link is taken out of any line",
        LOGS,
        "        record.msg = named(record.msg)\n",
        "",
        TEST_LOGS,
    ),
    Mutation(
        "what a database says of a row is not logged",
        LOGS,
        "isinstance(record.exc_info[1], DatabaseError)",
        "False",
        TEST_LOGS,
    ),
    Mutation(
        "stored results that cannot be read are not quoted",
        "assessments/snapshot/codec.py",
        'raise _misfit("date") from None',
        "raise SnapshotError(repr(data)) from None",
        "tests/assessments/snapshot/test_codec.py",
    ),
    Mutation(
        "browsers keep no page",
        SETTINGS,
        '    "alliance_site.caches.NothingKept",\n',
        "",
        "tests/alliance_site/test_headers.py",
    ),
    Mutation(
        "wrong app codes shut nobody else out",
        SETTINGS,
        '"login_failed": "5/5m/key"',
        '"login_failed": "10/m/ip,5/5m/key"',
        "tests/alliance_site/test_app_code_once.py",
    ),
    Mutation(
        "no session comes back with a backup",
        "operations/management/commands/restore_check.py",
        "    sign_everybody_out()\n",
        "    pass\n",
        "tests/operations/test_restoring.py",
    ),
    Mutation(
        "no session outlives that somebody was inactive",
        "partnerships/admin.py",
        "            obj.sign_out_everywhere()\n",
        "            pass\n",
        "tests/partnerships/test_admin.py",
    ),
    Mutation(
        "no pickle runs that lies in the cache",
        "alliance_site/environment.py",
        '"OPTIONS": {"serializer": "alliance_site.serializers.JsonSerializer"},',
        "",
        "tests/alliance_site/test_serializers.py",
    ),
    Mutation(
        "no ballot counts that was made up",
        "assessments/ballots.py",
        "if is_proved and not",
        "if False and not",
        "tests/assessments/test_seal_round.py",
    ),
    Mutation(
        "no ballot counts twice",
        "assessments/ballots.py",
        "keyed_hash(Purpose.BALLOT, number, ",
        "keyed_hash(Purpose.BALLOT, ",
        "tests/assessments/test_ballots.py",
    ),
    Mutation(
        "no ballot counts twice by another writing of its number",
        "assessments/services/counting.py",
        "        if number in numbers:",
        "        if False:",
        "tests/assessments/test_seal_round.py",
    ),
    Mutation(
        "ballots and marks go with the results",
        "assessments/guards.py",
        'is_counted = _all(_while(row, "sealing"), f"EXISTS ({results})")',
        'is_counted = _while(row, "sealing")',
        "tests/assessments/test_guards.py",
    ),
    Mutation(
        "a reminder says nothing that somebody here has written",
        "templates/email/reminder.txt",
        '{% include "email/_about.txt" %}',
        '{% include "email/_about.txt" %}{% include "email/_note.txt" %}',
        "tests/assessments/test_reached.py",
    ),
    Mutation(
        "a reminder tells what organizations were called at the opening",
        "assessments/services/letters.py",
        "promise.organization_of(invitation.side)",
        "invitation.round.partnership.organization_of(invitation.side)",
        "tests/assessments/test_reached.py",
    ),
    Mutation(
        "the log tells each name that an organization was given",
        "partnerships/admin.py",
        "                    called=obj.name,\n",
        "",
        "tests/partnerships/test_admin.py",
    ),
    Mutation(
        "nobody is added or removed in silence",
        "assessments/services/counting.py",
        "if (added, removed) != (_logged(round, PEOPLE_ADDED), _logged(round, REMOVED)):",
        "if False:",
        "tests/assessments/test_seal_round.py",
    ),
    Mutation(
        "no web address stands in what reminders tell",
        "assessments/services/opening.py",
        "        if holds_address(text)\n",
        "        if False\n",
        "tests/assessments/test_opening.py",
    ),
    Mutation(
        "a draft opens for devices of its origin alone",
        "assessments/ballots.py",
        'return f"{selector}|{origin}".encode()',
        "return selector.encode()",
        "tests/assessments/test_ballots.py",
    ),
    Mutation(
        "nobody is invited in silence",
        "assessments/services/counting.py",
        "invited[side] != told.of(side)",
        "invited[side] < told.of(side)",
        "tests/assessments/test_seal_round.py",
    ),
    Mutation(
        "a link that has gone to an address goes to no other",
        "assessments/guards.py",
        "SUBSTR({sent_to}, 1, 1) = '{ON_THE_WAY}'",
        "1 = 1",
        "tests/assessments/test_guards.py",
    ),
    Mutation(
        "a code that was typed stays in no tab",
        SLIPS,
        'response = redirect("answer_begin")',
        "response = begin(request)",
        TYPED,
    ),
    Mutation(
        "whoever begins leaves no code behind",
        SLIPS,
        "    forget_typed(response)\n",
        "",
        TYPED,
    ),
    Mutation(
        "whoever leaves takes along the code that was typed",
        "assessments/respondent.py",
        "    forget_typed(response)\n",
        "",
        TYPED,
    ),
    Mutation(
        "a code that was typed is not kept for long",
        "assessments/respondent.py",
        "ttl=TYPED_SECONDS",
        "ttl=None",
        TYPED,
    ),
    Mutation(
        "the button of one slip opens no other",
        SLIPS,
        'selector_of_form(request.POST.get("invitation", "")) != respondent.invitation.selector',
        "False",
        TYPED,
    ),
    Mutation(
        "the end of the file is zeros before it goes back to the disk",
        ERASURE,
        "            _write_zeros(cursor, room - _size(cursor))\n",
        "",
        TEST_ERASURE,
    ),
    Mutation(
        "the log is zeros before it goes back to the disk",
        ERASURE,
        "            _overwrite_log(cursor)\n",
        "",
        TEST_ERASURE,
    ),
    Mutation(
        "zeros reach the disk before the log goes back to it",
        ERASURE,
        "        os.fsync(stream.fileno())\n",
        "        pass\n",
        TEST_ERASURE,
    ),
    Mutation(
        "a web server holds the log of the database",
        "gunicorn.conf.py",
        "until_the_end.enter_context(log_held())",
        "pass",
        TEST_HELD_LOG,
    ),
    Mutation(
        "no visitor chooses how addresses begin",
        "gunicorn.conf.py",
        'forwarder_headers = ""\n',
        "",
        "tests/operations/test_server_logs.py",
    ),
    Mutation(
        "a worker holds the log of the database",
        "operations/management/commands/worker.py",
        "        with log_held():\n",
        "        if log_held:\n",
        TEST_HELD_LOG,
    ),
    Mutation(
        "what is written anew leaves no file beside the database",
        "alliance_site/environment.py",
        '        "PRAGMA temp_store=MEMORY;"\n',
        "",
        "tests/alliance_site/test_settings.py",
    ),
)
