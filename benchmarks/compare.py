"""Our site beside the floor and beside its peers, on one database: tables of Markdown.

Everything that a table compares is asked in turn in one run, so that load hits all alike.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessments.questionnaire.load import breakthrough_1
from benchmarks.browser import Browser, unpacked
from benchmarks.servers import PEERS, Site, running
from benchmarks.timing import Action, Times, at_once, in_turn, once_each
from benchmarks.work import FORMATS, PeerVisitor, exporting, reader, respondent, senders

FIRST = "/answer/trust/"
OPTIONS = ["vendor", "nearer", "between", "closer", "partner", "unsure"]
CLIENTS = 8


@dataclass(frozen=True)
class Size:
    """How much is measured: `answered` is what a peer holds when its results are asked for."""

    runs: int = 25
    seconds: float = 20.0
    sending: int = 25
    answered: int = 1000


@dataclass(frozen=True)
class Row:
    """What is compared: each name is one of the measured actions; `most`: how many times the
    floor's time ours may take."""

    work: str
    ours: str
    floor: str = ""
    most: float | None = None
    peers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Field:
    """The sites of one database, and their addresses."""

    ours: Site
    floor: Site
    peers: Mapping[str, Site]

    @property
    def dashboard(self) -> str:
        return f"{self.ours.offer['round']}dashboard/"


@contextmanager
def sites(url: str, folder: Path, size: Size) -> Iterator[Field]:
    """All of them, running. `url` has {} where the name of a site goes."""
    with ExitStack() as stack:

        def run(name: str, material: dict[str, Any]) -> Site:
            return stack.enter_context(running(name, url.format(name), folder, material))

        people = {"answering": CLIENTS + 2, "sending": size.sending}
        ours = run("ours", people | {"alliances": 20, "rounds": 2, "people": 8})
        asked = breakthrough_1()
        floor = run("floor", {"codes": asked.codes, "pages": pages_of(ours)})
        wordings = [one.wording for one in asked.placements]
        practices = [f"{one.statement} ({whose})" for one in asked.practices for whose in "ab"]
        texts = [" or ".join(one) for one in wordings] + practices
        material = {"statements": texts, "options": OPTIONS, "answered": size.answered}
        peers = {}
        for name in PEERS:
            try:
                peers[name] = run(name, material)
            except Exception as problem:
                print(f"{name} does not run: {problem}", file=sys.stderr)
        yield Field(ours, floor, peers)


def pages_of(ours: Site) -> dict[str, str]:
    """What the floor's constant pages hold: the very bytes of ours."""
    leader, keeper = reader(ours, "leader"), reader(ours, "keeper")
    return {
        "statements": unpacked(respondent(ours, 0, FIRST).look()).decode(),
        "dashboard": leader.text(f"{ours.offer['round']}dashboard/"),
        "portfolio": keeper.text("/"),
    }


def actions(field: Field) -> dict[str, Action]:
    """What is asked in turn."""
    ours, floor = field.ours, field.floor
    person, plain = respondent(ours, 0, FIRST), respondent(ours, 1, FIRST, compressed=False)
    leader, keeper = reader(ours, "leader"), reader(ours, "keeper")
    wanted = floor.offer["pages"]
    constant, constant_plain = Browser(floor.port), Browser(floor.port, compressed=False)
    bare = constant.request("POST", floor.offer["save"], floor.offer["fields"])
    own = {
        "page": person.look,
        "plain page": plain.look,
        "save": person.save,
        "dashboard": lambda: leader.get(field.dashboard),
        "portfolio": lambda: keeper.get("/"),
        **{f"export {name}": do for name, do in exporting(ours).items()},
    }
    least = {
        "constant page": lambda: constant.get(wanted["statements"]),
        "constant plain page": lambda: constant_plain.get(wanted["statements"]),
        "constant dashboard": lambda: constant.get(wanted["dashboard"]),
        "constant portfolio": lambda: constant.get(wanted["portfolio"]),
        "bare": lambda: constant.send(bare),
    }
    made = {name: Action(do, ours.process.pid) for name, do in own.items()}
    made |= {name: Action(do, floor.process.pid) for name, do in least.items()}
    for name, site in field.peers.items():
        visitor = PeerVisitor(site)
        made[f"{name} page"] = Action(visitor.look, site.process.pid)
        made[f"{name} submission"] = Action(visitor.submit, site.process.pid)
    return made


def measured(field: Field, size: Size) -> dict[str, Times]:
    """The times of everything, results of the peers in fewer runs because they take long."""
    times = in_turn(actions(field), size.runs)
    sending = [one.send for one in senders(field.ours)]
    times["send"] = once_each(sending, field.ours.process.pid)
    results = {
        f"{name} results": Action(PeerVisitor(site).results, site.process.pid)
        for name, site in field.peers.items()
    }
    return times | in_turn(results, 2)


def rows(field: Field) -> list[Row]:
    def each(what: str) -> dict[str, str]:
        return {name: f"{name} {what}" for name in field.peers}

    page, submission, results = each("page"), each("submission"), each("results")
    return [
        Row("statement page", "page", "constant page", 5, page),
        Row("the same, not compressed", "plain page", "constant plain page", 5),
        Row("draft save (one part)", "save", "bare", 2),
        Row("submission", "send", "bare", 2, submission),
        Row("dashboard", "dashboard", "constant dashboard", 5, results),
        Row("portfolio of 20", "portfolio", "constant portfolio", 5),
        *(Row(f"export {name}", f"export {name}") for name in FORMATS),
    ]


def table(field: Field, times: Mapping[str, Times]) -> list[str]:
    """Minimum / median / processor, and the ratios of the medians and of the processor's time."""
    heads = ["Work", "Ours, ms", "Floor, ms", "Ours / floor", "Target"]
    heads += [f"{name} / ours" for name in field.peers]
    lines = [line(heads), line(["---", *["---:"] * (len(heads) - 1)])]
    for row in rows(field):
        ours = times[row.ours]
        floor = times.get(row.floor)
        cells = [row.work, shown(ours), shown(floor), ratio(ours, floor)]
        cells.append(f"at most {row.most:g}" if row.most else "")
        peers = row.peers or {}
        cells += [ratio(times.get(peers.get(name, "")), ours) for name in field.peers]
        lines.append(line(cells))
    return lines


def throughput(field: Field, size: Size) -> list[str]:
    """Requests per second of eight clients at once, in turn: short turns, twice each."""
    ours, floor = field.ours, field.floor
    browsers = [Browser(floor.port) for _ in range(CLIENTS)]
    people = [respondent(ours, number + 2, FIRST) for number in range(CLIENTS)]
    leaders = [reader(ours, "leader") for _ in range(CLIENTS)]
    wanted = floor.offer["pages"]
    kinds: dict[str, list[list[Any]]] = {
        "constant page": [[lambda b=b: b.get(wanted["statements"])] for b in browsers],
        "statement page": [[one.look] for one in people],
        "constant dashboard": [[lambda b=b: b.get(wanted["dashboard"])] for b in browsers],
        "dashboard": [[lambda b=b: b.get(field.dashboard)] for b in leaders],
        "mixed: page, save, page, save, dashboard": [
            [p.look, p.save, p.look, p.save, lambda b=b: b.get(field.dashboard)]
            for p, b in zip(people, leaders, strict=True)
        ],
    }
    for name, site in field.peers.items():
        visitors = [PeerVisitor(site) for _ in range(CLIENTS)]
        kinds[f"{name}: page, submission"] = [[one.look, one.submit] for one in visitors]
    rates = dict.fromkeys(kinds, 0.0)
    for _turn in range(2):
        for name, clients in kinds.items():
            rates[name] += at_once(clients, size.seconds / 2) / 2
    lines = [line(["Eight clients", "Requests a second"]), line(["---", "---:"])]
    return lines + [line([name, f"{rate:.1f}"]) for name, rate in rates.items()]


def line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def shown(times: Times | None) -> str:
    if times is None:
        return ""
    return f"{times.least:.1f} / {times.median:.1f} / {times.processor:.1f}"


def ratio(one: Times | None, other: Times | None) -> str:
    if one is None or other is None:
        return ""
    return f"{one.median / other.median:.1f} ({one.processor / other.processor:.1f})"
