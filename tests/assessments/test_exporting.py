import csv
import json
import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.exports import export_file
from assessments.models import Round
from partnerships.viewer import Role
from tests.factories import answers, make_member, make_partnership, make_released_round
from tests.guards import force

pytestmark = pytest.mark.django_db


@pytest.fixture
def released() -> Round:
    return make_released_round(make_partnership())


def export(*extra: str, slug: str = "harbour-alliance", form: str = "json") -> str:
    out = StringIO()
    call_command("export_results", "--partnership", slug, "--format", form, *extra, stdout=out)
    return out.getvalue()


def refusal(*extra: str, **named: str) -> str:
    with pytest.raises(CommandError) as error:
        export(*extra, **named)
    assert error.value.returncode == 1
    return str(error.value)


def test_results_as_json(released: Round) -> None:
    data = json.loads(export())
    assert data["schema"] == "alongside.results/1"
    assert data["partnership"] == {
        "slug": "harbour-alliance",
        "name": "Harbour Alliance",
        "contractor": "Brightline Services",
        "client": "Northgate Council",
    }
    assert data["round"]["title"] == "Spring"
    assert data["index"]["joint"] == 62.5
    assert data["sha256"] == released.snapshot.sha256


def test_the_sheet_holds_every_leaf_of_the_data(released: Round) -> None:
    data = json.loads(export())

    def leaf(path: str) -> object:
        value = data
        for part in path.split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value

    found = list(csv.DictReader(StringIO(export(form="csv"))))
    assert len(found) > 300
    for row in found:
        value = leaf(row["path"])
        assert row["value"] in {"" if value is None else str(value), json.dumps(value)}


def test_the_latest_released_round_unless_one_is_named(released: Round) -> None:
    second = make_released_round(released.partnership, title="Autumn")
    assert json.loads(export())["round"]["number"] == 2
    assert json.loads(export("--round", "1"))["round"]["number"] == 1
    force(Round.objects.filter(pk=second.pk), state="sealed")
    assert json.loads(export())["round"]["number"] == 1


@pytest.mark.parametrize("form", ["json", "csv"])
def test_page_and_command_give_the_same_bytes(
    released: Round, tmp_path: Path, client: Client, form: str
) -> None:
    file = tmp_path / "results"
    export("--output", str(file), form=form)
    client.force_login(make_member(released.partnership, Role.LEADER))
    response = client.post(f"/p/harbour-alliance/rounds/1/export/{form}/")
    assert response.content == file.read_bytes() == export_file(released, form).content
    assert response["Content-Disposition"] == (
        f'attachment; filename="harbour-alliance-round-1-results.{form}"'
    )


def test_a_file_is_replaced_whole(released: Round, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text("an earlier one, longer than nothing")
    link = tmp_path / "latest.json"
    link.symlink_to(file)
    export("--output", str(link))
    assert json.loads(file.read_text())["sha256"] == released.snapshot.sha256
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest.json", "results.json"]


@pytest.mark.parametrize("before", [None, 0o600, 0o644])
def test_a_file_is_for_its_owner_alone(released: Round, tmp_path: Path, before: int | None) -> None:
    file = tmp_path / "results.json"
    if before is not None:
        file.touch()
        file.chmod(before)
    usual = os.umask(0o022)
    try:
        export("--output", str(file))
    finally:
        os.umask(usual)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_pipe_stays_a_pipe(released: Round, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    export("--output", str(pipe))
    assert os.read(reader, 20).startswith(b'{\n  "schema"')
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    os.close(reader)


def test_what_cannot_be_exported_is_told(released: Round, tmp_path: Path) -> None:
    Round.objects.create(
        partnership=released.partnership, instrument=released.instrument, number=2, title="Next"
    )
    make_partnership("Airport Alliance")
    assert refusal(form="doc").startswith("“doc” is not a format; expected one of: json, csv")
    assert refusal(slug="nowhere") == "There is no partnership “nowhere”."
    assert "has no released round yet" in refusal(slug="airport-alliance")
    assert refusal("--round", "3") == "“harbour-alliance” has no round 3."
    assert refusal("--round", "first") == "“harbour-alliance” has no round first."
    assert refusal("--round", "9" * 30).endswith(f"has no round {'9' * 30}.")
    assert refusal("--round", "2").startswith("Round 2 has not been released")
    missing = tmp_path / "missing" / "file"
    assert refusal("--output", str(missing)) == (
        f"{missing} cannot be written: No such file or directory."
    )
    assert "Is a directory" in refusal("--output", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_from_a_file_to_a_file_on_the_command_line(tmp_path: Path, root: Path) -> None:
    """In processes of their own, as their owner starts them."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}"}
    (tmp_path / "good.csv").write_bytes(answers())
    (tmp_path / "bad.csv").write_bytes(answers() + b"nobody,1\n")

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, root / "manage.py", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    def imported(name: str) -> subprocess.CompletedProcess[str]:
        where = ("--partnership", "harbour", "--title", "Spring", "--closed", "2026-03-31")
        made = ("--create", "Harbour", "--contractor", "Brightline", "--client", "Northgate")
        return manage("import_round", str(tmp_path / name), *where, *made)

    assert manage("migrate", "-v0").returncode == 0
    bad = imported("bad.csv")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr == (
        "CommandError: Line 14: side is “nobody”; expected contractor or client.\n"
    )
    assert imported("good.csv").returncode == 0
    exported = manage("export_results", "--partnership", "harbour", "--format", "json")
    assert json.loads(exported.stdout)["index"]["contractor"] == 75.0
