"""Rules about rounds that are brought along, each broken on purpose."""

from tests.mutation import Mutation

SNAPSHOT = "tests/assessments/snapshot"
REPEATED = "assessments/snapshot/repeated.py"
PARTS = "assessments/snapshot/parts.py"
GROUPS = "assessments/snapshot/groups.py"
IMPORTING = "assessments/services/importing.py"
ANSWER_FILE = "assessments/services/answer_file.py"
TEST_REPEATED = f"{SNAPSHOT}/test_repeated.py"
TEST_PARTS = f"{SNAPSHOT}/test_parts.py"
TEST_IMPORTING = "tests/assessments/test_importing.py"
TEST_COMPARED = "tests/assessments/test_imports_compared.py"

OF_IMPORTS = (
    Mutation(
        "trying files tells no other people's results",
        IMPORTING,
        "if by is not None:",
        "if False:",
        TEST_IMPORTING,
    ),
    Mutation(
        "a corrected file is not imported beside the first one",
        IMPORTING,
        "json(one.snapshot.data)\n        if is_repeated(earlier, new):",
        "json(one.snapshot.data)\n        if False:",
        TEST_IMPORTING,
    ),
    Mutation(
        "nor into another partnership",
        IMPORTING,
        "for earlier in _snapshots(newer.exclude(partnership=partnership)):",
        "for earlier in ():",
        TEST_IMPORTING,
    ),
    Mutation(
        "nor within weeks with more people",
        IMPORTING,
        "if is_too_soon(earlier, new):",
        "if False:",
        TEST_IMPORTING,
    ),
    Mutation(
        "each side of an import is judged for itself",
        REPEATED,
        "any(_are_nearly_one(one, other, k, each) for one, other in sides)",
        "all(_are_nearly_one(one, other, k, each) for one, other in sides)",
        TEST_REPEATED,
    ),
    Mutation(
        "a head that has slipped is found",
        REPEATED,
        "MOVED = (0, 1, -1, 2, -2)",
        "MOVED = (0,)",
        TEST_REPEATED,
    ),
    Mutation(
        "within weeks a few who disagree with everybody are found",
        REPEATED,
        "< k and _has_more(one, other))",
        "< 0)",
        TEST_REPEATED,
    ),
    Mutation(
        "a round shows both sides or nothing",
        "assessments/snapshot/build.py",
        "everyone_allowed: bool = False",
        "everyone_allowed: bool = True",
        TEST_IMPORTING,
    ),
    Mutation(
        "a column that is turned round is found",
        REPEATED,
        "return turned or (one - other) ** 2 <= near",
        "return (one - other) ** 2 <= near",
        TEST_REPEATED,
    ),
    Mutation(
        "practices are compared as well",
        GROUPS,
        "scores |= _readings(code, practice, side)",
        "pass",
        TEST_REPEATED,
    ),
    Mutation(
        "a whole is found beside its parts",
        PARTS,
        "    yield from (((), parts) for parts in combinations(rounds, 2))\n",
        "",
        TEST_PARTS,
    ),
    Mutation(
        "a part is found beside the whole",
        PARTS,
        "    yield from (((part,), (whole,)) for part, whole in permutations(rounds, 2))\n",
        "",
        TEST_PARTS,
    ),
    Mutation(
        "two rounds are found beside two",
        PARTS,
        "        yield from (((whole,), pair) for pair in combinations(rest, 2))\n",
        "",
        TEST_PARTS,
    ),
    Mutation(
        "four parts are found",
        PARTS,
        "MOST_PARTS = 4",
        "MOST_PARTS = 3",
        TEST_PARTS,
    ),
    Mutation(
        "whoever stands in the place of another one is found",
        PARTS,
        "    if left == 0 and all(",
        "    if left == 0 or all(",
        TEST_PARTS,
    ),
    Mutation(
        "whoever tells all of a whole tells nothing more",
        PARTS,
        "in told):\n        return False\n",
        "in told):\n        pass\n",
        TEST_PARTS,
    ),
    Mutation(
        "nothing is imported that is the whole of what has been",
        IMPORTING,
        "if every != compared and leave_few(",
        "if False and leave_few(",
        TEST_IMPORTING,
    ),
    Mutation(
        "whoever loses a role has read what it let them read",
        "assessments/access.py",
        ' | Q(read_until__gte=OuterRef("released_at"))',
        "",
        TEST_COMPARED,
    ),
    Mutation(
        "two addresses of one mailbox bring along as one person",
        "assessments/access.py",
        "person__twin_key=person.twin_key",
        "person=person",
        TEST_COMPARED,
    ),
    Mutation(
        "further statements are compared as well",
        GROUPS,
        "for figures in snapshot.further.values():",
        "for figures in ():",
        TEST_REPEATED,
    ),
    Mutation(
        "what a killed backup has left expires",
        "operations/backups.py",
        "((FILES, KEPT), (PARTS, MADE_WITHIN))",
        "((FILES, KEPT),)",
        "tests/operations/test_backups.py",
    ),
    Mutation(
        "whoever did not answer makes no side of an imported round larger",
        ANSWER_FILE,
        "        if written or any(option != CANNOT_SAY for option in placed.values()):",
        "        if True:",
        "tests/assessments/test_answer_file.py",
    ),
    Mutation(
        "a file is no other round where the sides were taken for one another",
        REPEATED,
        "side_of(new, side.other)) for side",
        "side_of(new, side)) for side",
        TEST_REPEATED,
    ),
    Mutation(
        "a file is no other round where whoever it adds disagrees with everybody",
        REPEATED,
        "(are_added and _has_more(before, other))",
        "False",
        TEST_REPEATED,
    ),
)
