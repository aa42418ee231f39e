"""Numbers for what has children in a tree, given when the children are first asked for.

A container shows its first thousand children by itself; those that follow lie in groups, which are
containers as well. Number 0 is the run.
"""

from array import array

PAGE = 1000
"""Children that a container shows by itself, and that a group holds."""

ROOT = 0


class Containers:
    """Where each container lies: in which other one, and in which row there."""

    def __init__(self) -> None:
        self.owner, self.row = array("q", [ROOT]), array("q", [0])
        self.start = array("q", [0])
        """Where a group begins among its owner's children; 0 for every other container."""
        self._numbers: dict[tuple[int, int], int] = {}

    def number(self, owner: int, row: int) -> int:
        """The number of the container in a row; it has one from now on."""
        number = self._numbers.get((owner, row))
        if number is None:
            number = self._numbers[owner, row] = len(self.owner)
            self.owner.append(owner)
            self.row.append(row)
            self.start.append((row - PAGE + 1) * PAGE if self.is_group(owner, row) else 0)
        return number

    def known(self, owner: int, row: int) -> int | None:
        """The number of the container in a row, if it has one."""
        return self._numbers.get((owner, row))

    def is_group(self, owner: int, row: int) -> bool:
        """Whether a row stands for a page of the children that follow the first ones."""
        return row >= PAGE and not self.start[owner]

    def real(self, number: int) -> int:
        """The container itself, or the one that a group is a part of."""
        return self.owner[number] if self.start[number] else number

    def page(self, number: int) -> int:
        """Which page of its container a group is; 0 for the container itself."""
        return self.start[number] // PAGE

    def position(self, owner: int, row: int) -> int:
        """Which child of its real container a row is, from 0."""
        return self.start[owner] + row

    def place(self, number: int) -> tuple[int, int]:
        """The real container that a container lies in, and which child of it this is."""
        owner = self.owner[number]
        return self.real(owner), self.start[owner] + self.row[number]

    def way(self, number: int) -> list[int]:
        """The way from the run down to a container: bundle, then positions, all from 0."""
        way: list[int] = []
        number = self.real(number)
        while number != ROOT:
            number, position = self.place(number)
            way.append(position)
        way.reverse()
        return way

    def place_of_row(self, owner: int, row: int) -> tuple[int, int]:
        """The real container of a row, and which child of it this is; a group stands for its container."""
        return (
            self.place(owner) if self.is_group(owner, row) else (self.real(owner), self.position(owner, row))
        )

    def way_to_row(self, owner: int, row: int) -> list[int]:
        """As `way`, to a row; a group stands for its container."""
        way = self.way(owner)
        return way if self.is_group(owner, row) else [*way, self.position(owner, row)]


def group_row(position: int) -> int:
    """The row of the group that a child lies in which is not among the first."""
    return PAGE + position // PAGE - 1


def row_count(size: int) -> int:
    """How many rows so many children take: a page of them, and the groups of the others."""
    return size if size <= PAGE else PAGE + -(-(size - PAGE) // PAGE)
