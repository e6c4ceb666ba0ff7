"""The order of the house: who may import whom. CONTRIBUTING.md says the same in words."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = ("alliance_site", "partnerships", "assessments", "operations")
CODE = (*PROJECT, "tests", "benchmarks")
PURE = (
    "assessments.questionnaire",
    "assessments.scoring",
    "assessments.disclosure",
    "assessments.snapshot",
    "assessments.charts",
    "assessments.reports.document",
)
PURE_WITHOUT_LAYER = ("partnerships.viewer",)
PURE_THIRD_PARTY = {"plotly", "scipy"}
IMPURE = (
    "asyncio",
    "gettext",
    "http",
    "locale",
    "random",
    "secrets",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "time",
    "urllib.request",
)
CLOCK = {"now", "today", "utcnow"}
RANKS = {
    "querysets": 0,
    "models": 1,
    "access": 2,
    "services": 3,
    "queries": 3,
    "strips": 3,
    "forms": 4,
}
VIEWS = 5
NAMELESS = {"utils", "helpers", "common", "core"}
LONGEST = 400


def inside(module: str, package: str) -> bool:
    """Whether a module is a package or lies in it."""
    return module == package or module.startswith(package + ".")


def modules(root: Path, folders: tuple[str, ...] = PROJECT) -> Iterator[tuple[str, Path]]:
    """Every module by name, but for the generated migrations."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(part for part in parts if part != "__init__"), path


class WithoutTypes(ast.NodeTransformer):
    """Takes away what only the type checker reads: rows and their filter know each other there."""

    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if ast.unparse(node.test).endswith("TYPE_CHECKING") else node


def imports(module: str, path: Path, *, pure: bool) -> Iterator[str]:
    """The full names of everything that a file imports, in functions too; for pure code even
    what serves types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(tree if pure else WithoutTypes().visit(tree)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def layer(module: str) -> int | None:
    """The place of a module in the pure chain."""
    return next((n for n, package in enumerate(PURE) if inside(module, package)), None)


def rank(module: str) -> int | None:
    """The place of a module inside its app."""
    app, _, rest = module.partition(".")
    part = rest.split(".")[0]
    if app not in {"partnerships", "assessments"}:
        return None
    return VIEWS if part == "views" else RANKS.get(part)


def impurity(module: str, imported: str) -> str | None:
    """Why a pure module may not import this, if so."""
    top = imported.split(".")[0]
    own, other = layer(module), layer(imported)
    if top in PROJECT:
        if inside(imported, module) or (own is not None and other is not None and other <= own):
            return None
        return f"imports {imported}, which does not stand to its left"
    if any(inside(imported, name) for name in IMPURE):
        return f"imports {imported}, which pure code may not"
    if top not in sys.stdlib_module_names and top not in PURE_THIRD_PARTY:
        return f"imports {imported}, which pure code may not"
    return None


def app_of(module: str) -> str:
    return module.partition(".")[0]


def disorder(module: str, imported: str) -> str | None:
    """Why a module may not import this by the order inside and between apps, if so."""
    own, other = rank(module), rank(imported)
    if inside(module, "partnerships") and inside(imported, "assessments"):
        return f"imports {imported}: partnerships never imports assessments"
    if inside(imported, "operations") and module.partition(".")[0] in {
        "partnerships",
        "assessments",
    }:
        return f"imports {imported}: what looks after an installation stands outside"
    if other == VIEWS and own != VIEWS and not module.endswith("urls"):
        return f"imports {imported}: nothing imports views"
    if own is not None and other is not None and other > own:
        return f"imports {imported}, which comes after it"
    if "signals" in imported.split(".") or inside(imported, "django.dispatch"):
        return f"imports {imported}: no signals"
    return None


def reads_clock(path: Path) -> bool:
    """Whether a file asks what time it is."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def violations(root: Path) -> list[str]:
    """Everything below a folder that breaks the order, one sentence each."""
    found = []
    for module, path in modules(root):
        pure = layer(module) is not None or module in PURE_WITHOUT_LAYER
        if pure and reads_clock(path):
            found.append(f"{module} reads the clock")
        for imported in imports(module, path, pure=pure):
            reason = disorder(module, imported) or (pure and impurity(module, imported))
            if reason:
                found.append(f"{module} {reason}")
    return found


def badly_named(root: Path) -> list[str]:
    """Modules whose name says nothing."""
    return [name for name, _ in modules(root, CODE) if NAMELESS & set(name.split("."))]


def too_long(root: Path) -> list[str]:
    """Files that nobody reads to the end."""
    folders = [*CODE, "templates", "static"]
    files = [path for folder in folders for path in (root / folder).rglob("*") if path.is_file()]
    return [
        str(path.relative_to(root))
        for path in files
        if path.suffix in {".py", ".html", ".css", ".js", ".txt"}
        and "migrations" not in path.parts
        and len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    ]


def test_the_order_holds(root: Path) -> None:
    assert len(list(modules(root))) > 20
    assert violations(root) == []


def test_names_say_something(root: Path) -> None:
    assert badly_named(root) == []


def test_files_are_short(root: Path) -> None:
    assert too_long(root) == []


def plant(root: Path, name: str, source: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "source", "reason"),
    [
        ("assessments/scoring/cells.py", "import assessments.disclosure.gate", "to its left"),
        ("assessments/scoring/cells.py", "from ..charts import spec", "to its left"),
        ("assessments/snapshot/__init__.py", "from ..models import Round", "to its left"),
        ("assessments/charts/svg.py", "from django.utils.html import escape", "pure code"),
        ("assessments/charts/spec.py", "from assessments.wording import say", "to its left"),
        ("assessments/disclosure/gate.py", "import sqlite3", "pure code"),
        ("assessments/reports/document.py", "from urllib import request", "pure code"),
        ("assessments/reports/document.py", "import gettext", "pure code"),
        ("assessments/snapshot.py", "import datetime\ndatetime.date.today()", "clock"),
        ("assessments/questionnaire/load.py", "def f():\n    import numpy", "pure code"),
        ("partnerships/viewer.py", "from django.db import models", "pure code"),
        ("partnerships/access.py", "from assessments.models import Round", "never imports"),
        ("partnerships/querysets.py", "from partnerships.models import Person", "after it"),
        ("assessments/models.py", "from assessments.services import rounds", "after it"),
        ("assessments/access.py", "from assessments.queries import snapshot_for", "after it"),
        ("assessments/services/rounds.py", "from assessments.forms import RoundForm", "after it"),
        ("assessments/forms.py", "from assessments import views", "nothing imports views"),
        (
            "assessments/scoring/cells.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import django.db",
            "pure code",
        ),
        ("alliance_site/health.py", "from partnerships.views import home", "imports views"),
        ("assessments/apps.py", "from django.db.models.signals import post_save", "no signals"),
    ],
)
def test_a_violation_is_found(tmp_path: Path, name: str, source: str, reason: str) -> None:
    plant(tmp_path, name, source)
    (found,) = violations(tmp_path)
    assert reason in found


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("assessments/scoring/cells.py", "from assessments.questionnaire.schema import Statement"),
        ("assessments/scoring/words.py", "from scipy import stats"),
        ("assessments/scoring/cells.py", "from .scores import index"),
        ("assessments/charts/figures.py", "import plotly.graph_objects\nimport datetime"),
        (
            "partnerships/querysets.py",
            "import typing\nif typing.TYPE_CHECKING:\n    from partnerships.models import Person",
        ),
        ("assessments/views/home.py", "from partnerships.forms import PersonForm"),
        ("assessments/urls.py", "from assessments.views import home"),
        ("assessments/services/rounds.py", "from assessments.queries import snapshot_for"),
        ("assessments/migrations/0001_initial.py", "import partnerships.views"),
    ],
)
def test_good_order_is_left_alone(tmp_path: Path, name: str, source: str) -> None:
    plant(tmp_path, name, source)
    assert violations(tmp_path) == []


def test_empty_names_and_long_files_are_found(tmp_path: Path) -> None:
    plant(tmp_path, "partnerships/utils.py", "")
    plant(tmp_path, "tests/helpers/rounds.py", "")
    plant(tmp_path, "static/css/base.css", "\n" * (LONGEST + 1))
    plant(tmp_path, "templates/base.html", "\n" * LONGEST)
    assert badly_named(tmp_path) == ["partnerships.utils", "tests.helpers.rounds"]
    assert too_long(tmp_path) == ["static/css/base.css"]
