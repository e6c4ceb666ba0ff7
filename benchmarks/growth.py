"""Whether a dashboard gets slower as an installation grows."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.compare import line
from benchmarks.servers import running
from benchmarks.timing import Action, in_turn
from benchmarks.work import reader

PEOPLE = 100
"""On each side of each round."""
ROUNDS = 5
ALLIANCES = (1, 10, 100, 1000)
RUNS = 15


def growth(url: str, folder: Path, *, short: bool) -> list[str]:
    """The same dashboard in installations of 10^3 to 10^6 people's answers, asked in turn."""
    sizes = ALLIANCES[:2] if short else ALLIANCES
    with ExitStack() as stack:
        actions = {}
        for alliances in sizes:
            name = f"ours{alliances}"
            world = {"answering": 12, "sending": 0, "alliances": alliances, "rounds": ROUNDS}
            site = stack.enter_context(
                running(name, url.format(name), folder, world | {"people": PEOPLE})
            )
            browser, path = reader(site, "leader"), f"{site.offer['round']}dashboard/"
            actions[alliances] = Action(partial(browser.get, path), site.process.pid)
        times = in_turn({str(number): action for number, action in actions.items()}, RUNS)
    lines = [
        line(
            [
                "Answers of people",
                "Dashboard, ms",
                "Processor, ms",
                "To the least",
            ]
        ),
        line(["---:", "---:", "---:", "---:"]),
    ]
    least = times[str(sizes[0])]
    for number in sizes:
        found = times[str(number)]
        lines.append(
            line(
                [
                    f"{number * ROUNDS * 2 * PEOPLE:,}",
                    f"{found.least:.1f} / {found.median:.1f}",
                    f"{found.processor:.1f}",
                    f"{found.median / least.median:.2f} ({found.processor / least.processor:.2f})",
                ]
            )
        )
    return lines
