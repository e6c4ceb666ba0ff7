"""Rules of what a browser sends and keeps while somebody answers, each broken on purpose."""

from tests.mutation import Mutation

SETTINGS = "alliance_site/settings.py"
TEST_ONE_SIZE = "tests/assessments/respond/test_one_size.py"
TEST_ONE_LENGTH = "tests/e2e/test_one_length.py"
TEST_SAVED = "tests/e2e/test_answering_saved.py"
TEST_SHARED_DEVICE = "tests/e2e/test_shared_device.py"
SCRIPT = "static/js/answer.js"
TABS = "static/js/tabs.js"

OF_ANSWERING = (
    Mutation(
        "whatever is answered goes over the network in one length",
        "static/js/fill.js",
        "(length - (rest % length)) % length",
        "0",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "what somebody has written comes back over the network in one length",
        "assessments/views/respond/length.py",
        "(-(len(packed) + 1) % PAGE_BYTES)",
        "0",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "nor does it while the database is away",
        SETTINGS,
        '    "assessments.views.respond.length.OneLength",\n',
        "",
        TEST_ONE_SIZE,
    ),
    Mutation(
        "where somebody is sent on from the link is lost in padding",
        "assessments/views/respond/length.py",
        "secrets.randbelow(MOST_PADDING)",
        "0",
        TEST_ONE_SIZE,
    ),
    Mutation(
        "whoever opens a link that has been used gets the cookies of whoever has not",
        "assessments/views/respond/sending.py",
        "        keep_session(page, session_of(respondent))\n",
        "",
        TEST_ONE_SIZE,
    ),
    Mutation(
        "nothing is sent where what fills it up has not arrived",
        SCRIPT,
        'if (!new FormData(form).has("fill")) return;',
        "",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "no browser keeps with a closed tab what was written in it",
        "templates/components/words.html",
        ' autocomplete="off"',
        "",
        "tests/e2e/test_shared_device.py",
    ),
    Mutation(
        "no browser keeps with a page the words that a form has sent",
        SCRIPT,
        "location.assign(goal.dataset.goal)",
        "form.submit()",
        "tests/e2e/test_shared_device.py",
    ),
    Mutation(
        "so is a page that was just being saved",
        SCRIPT,
        "else if (busy) isDue = true;",
        "else if (busy) return;",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "a reply that holds newer words is as long as any",
        "assessments/views/respond/parts.py",
        '{"fill": "0" * ACKNOWLEDGEMENT_BYTES}',
        "{}",
        TEST_ONE_SIZE,
    ),
    Mutation(
        "words are saved by the clock alone",
        SCRIPT,
        "      else if (!timer) say(form.dataset.fresh, false);",
        "      else save();",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "every page that is left is saved once more",
        SCRIPT,
        "    else save(true);\n  }\n",
        "    else if (isSaved()) goOn();\n    else save();\n  }\n",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "lines that a script sends are as long as those of a form",
        "static/js/fill.js",
        r'value.replace(/\r\n?|\n/g, "\r\n")',
        "value",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "what was written before the script came waits for the clock",
        SCRIPT,
        "if (!texts.length && !isSaved()) save();",
        "if (!isSaved()) save();",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "the buttons that send come with the script that fills up",
        "templates/assessments/answer/part.html",
        '<template id="go">{% include "assessments/answer/go.html" %}</template>',
        '<template id="go"></template>{% include "assessments/answer/go.html" %}',
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "a save that arrives late undoes nothing after another part was saved, either",
        "assessments/services/drafts.py",
        "content.sent.get(edit.part",
        "content.sent.get(next(iter(content.sent), edit.part)",
        "tests/assessments/test_drafts.py",
    ),
    Mutation(
        "nor after another page has found the part as the later one left it",
        "assessments/services/drafts.py",
        "return content if is_same and is_own else",
        "return content if is_same else",
        "tests/assessments/test_drafts.py",
    ),
    Mutation(
        "no page from before brings back what was deleted to begin anew",
        "assessments/services/drafts.py",
        "max(content.versions.get(edit.part, 0), content.begun)",
        "content.versions.get(edit.part, 0)",
        "tests/assessments/test_drafts_elsewhere.py",
    ),
    Mutation(
        "no other site guesses the address of a page for answering",
        "assessments/ways.py",
        "?{secrets.token_urlsafe(BYTES)}",
        "?{'0' * 16}",
        "tests/assessments/respond/test_ways.py",
    ),
    Mutation(
        "what arrow keys pass is not sent",
        SCRIPT,
        "held = byKeys ? statement : null;",
        "held = null;",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "nothing is called saved before the script that saves has come",
        "static/js/fill.js",
        "if (saved?.dataset.byHand)",
        "if (false)",
        TEST_SAVED,
    ),
    Mutation(
        "nor while it is under way",
        SCRIPT,
        "    if (!isSaved()) say(form.dataset.saving, true);",
        "",
        TEST_SAVED,
    ),
    Mutation(
        "who leaves before all is saved is asked first",
        SCRIPT,
        "(busy && !slow) || ",
        "",
        TEST_SAVED,
    ),
    Mutation(
        "no tab shows answers any more once the device is left, or they are sent",
        TABS,
        "    location.replace(data.goal);\n",
        "",
        TEST_SHARED_DEVICE,
    ),
    Mutation(
        "no page says that a device is left before it is",
        "assessments/views/respond/devices.py",
        '    if holds_trace(request):\n        return lead("answer")\n',
        "",
        "tests/assessments/respond/test_devices.py",
    ),
    Mutation(
        "but a page of somebody else stays",
        TABS,
        "data.whose && data.whose !== here",
        "false",
        TEST_SHARED_DEVICE,
    ),
    Mutation(
        "nothing is sent by the clock once a round has closed",
        SCRIPT,
        "isOver = response.status === 410;",
        "",
        "tests/e2e/test_words.py",
    ),
    Mutation(
        "whoever changed nothing goes on, whatever another tab has saved",
        SCRIPT,
        "    if (goesOn) return;\n",
        "",
        TEST_ONE_LENGTH,
    ),
    Mutation(
        "no link leads to a single statement",
        "templates/assessments/answer/check.html",
        'check.part.slug %}"',
        'check.part.slug %}#{{ check.missing.0 }}"',
        "tests/assessments/respond/test_sending.py",
    ),
    Mutation(
        "the browser goes to the first gap by itself",
        "assessments/forms/answer.py",
        'return still_open[0] if comes_back and still_open else ""',
        'return ""',
        "tests/assessments/respond/test_sending.py",
    ),
)
