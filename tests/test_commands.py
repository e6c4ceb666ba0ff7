"""The commands of `manage.py` explain themselves."""

import pytest
from django.core.management import get_commands, load_command_class

OURS = sorted(
    name
    for name, app in get_commands().items()
    if app in ("assessments", "operations", "partnerships")
)


@pytest.mark.parametrize("name", OURS)
def test_every_command_and_each_of_its_arguments_has_a_help(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    assert command.help
    parser = command.create_parser("manage.py", name)
    assert [action.dest for action in parser._actions if not action.help] == []  # noqa: SLF001


def test_the_commands_are_found() -> None:
    assert {"create_owner", "export_results", "import_round", "run_due"} <= set(OURS)
