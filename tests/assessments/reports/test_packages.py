"""Slides and workbooks against the rules of their packages: no program has to repair them."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from tests.assessments.reports.reading import archive
from tests.assessments.reports.sources import written

TYPES = "[Content_Types].xml"
REFERENCE = re.compile(rb'\br:(?:id|embed|link|pict)="([^"]+)"')
FILES = [
    ("second", "deck", "pptx"),
    ("second", "trend", "pptx"),
    ("everyone", "deck", "pptx"),
    ("unbroken", "deck", "pptx"),
    ("foreign", "deck", "pptx"),
    ("second", "full", "xlsx"),
    ("second", "trend", "xlsx"),
    ("nothing", "full", "xlsx"),
    ("foreign", "full", "xlsx"),
]


def packages(content: bytes) -> Iterator[dict[str, bytes]]:
    """The file itself and the workbooks inside."""
    found = archive(content)
    yield found
    for name, part in found.items():
        if name.endswith(".xlsx"):
            yield from packages(part)


def relations(package: dict[str, bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each part that refers to others, with the parts that it refers to by their ids."""
    for name, part in package.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        nodes = list(ET.fromstring(part))
        found = {node.get("Id", ""): target(folder, node) for node in nodes}
        assert len(found) == len(nodes)
        yield posixpath.join(folder, posixpath.basename(name)[: -len(".rels")]), found


def target(folder: str, node: ET.Element) -> str:
    """The name of the part that a relation leads to."""
    path = posixpath.join("/", folder, node.get("Target", ""))
    return posixpath.normpath(path)[1:]


@pytest.mark.parametrize(("name", "kind", "form"), FILES)
def test_every_part_is_referred_to_and_every_reference_is_a_part(
    name: str, kind: str, form: str
) -> None:
    for package in packages(written(name, kind, form)):
        referred = dict(relations(package))
        reached = {target for targets in referred.values() for target in targets.values()}
        parts = {one for one in package if one != TYPES and not one.endswith(".rels")}
        assert reached == parts
        for part, content in package.items():
            used = {found.decode() for found in REFERENCE.findall(content)}
            assert used <= set(referred.get(part, {}))


@pytest.mark.parametrize(("name", "kind", "form"), FILES)
def test_every_part_has_a_type_and_its_name_once(name: str, kind: str, form: str) -> None:
    content = written(name, kind, form)
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert len(files.namelist()) == len({one.casefold() for one in files.namelist()})
    for package in packages(content):
        nodes = list(ET.fromstring(package[TYPES]))
        endings = {node.get("Extension") for node in nodes}
        typed = {node.get("PartName", "")[1:] for node in nodes if node.get("PartName")}
        assert typed <= set(package)
        assert all(one in typed or one.rpartition(".")[2] in endings for one in package)


@pytest.mark.parametrize(("name", "kind", "form"), FILES)
def test_shapes_have_ids_of_their_own_and_axes_have_numbers(
    name: str, kind: str, form: str
) -> None:
    for package in packages(written(name, kind, form)):
        for part in package.values():
            if not part.startswith(b"<?xml"):
                continue
            nodes = list(ET.fromstring(part).iter())
            ids = [node.get("id") for node in nodes if node.tag.endswith("}cNvPr")]
            assert len(ids) == len(set(ids))
            axes = [node for node in nodes if node.tag.endswith(("}axId", "}crossAx"))]
            assert all(node.get("val", "").isdecimal() for node in axes)
