"""How wide the columns of a printed table are beside each other."""

from collections.abc import Sequence

from assessments.charts.spec import Table

FIGURES = ("points", "points.highest", "points.lowest", "points.signed", "points.precision")
GAP = 1.5


def numeric(table: Table, column: int) -> bool:
    """Whether a column after the first holds figures, hidden ones included, and no words."""
    codes = {row.cells[column].code for row in table.rows}
    return bool(codes & {*FIGURES}) and codes <= {*FIGURES, "hidden.cell", "nothing"}


def numbers(table: Table) -> list[bool]:
    """For each column of a table, the names of its rows included, whether it holds figures."""
    return [False, *(numeric(table, column) for column in range(len(table.head) - 1))]


def shares(
    head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool]
) -> list[float]:
    """Figures are narrow; words get room by how long they are. In letters."""
    return [share(column, head, rows, numbers[column]) for column in range(len(head))]


def share(column: int, head: Sequence[str], rows: Sequence[Sequence[str]], number: bool) -> float:
    word = max(len(word) for word in head[column].split(" "))
    if number:
        return max(8.0, min(word, 14) + GAP)
    longest = max((len(row[column]) for row in rows), default=0)
    widest = 20 if len(head) > 6 else 40
    if column == 0 or len(head) < 4:
        widest = 60 if len(head) < 5 else 36
    return max(min(longest, widest), min(word, 14), 8) + GAP
