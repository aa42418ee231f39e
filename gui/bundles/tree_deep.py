"""Containers of huge bundles: not decoded, known as far as their children have arrived."""

from array import array

from core.model.results import Level, Node
from gui.bundles import tree_containers
from gui.bundles.decoded import Bundles
from gui.bundles.tree_containers import ROOT, Containers


class DeepContainer:
    """One object or array that lies undecoded: its children as far as they have arrived."""

    __slots__ = ("complete", "count", "node", "pages", "starts", "trouble")

    def __init__(self, node: Node | None) -> None:
        self.node = node
        """What it is; None for a bundle that is still to be asked for."""
        self.pages: dict[int, list[Node]] = {}
        self.starts = array("q")
        """Where the second page and those after it begin: each is shown as a group."""
        self.count = 0
        """Children so far; all of them once it is `complete`."""
        self.complete = False
        self.trouble: Node | None = None
        """The sentence that is shown where further groups would be, if those could not be found."""

    def child(self, position: int) -> Node | None:
        """A child by its position (from 0), if it has arrived."""
        page, row = divmod(position, tree_containers.PAGE)
        held = self.pages.get(page, ())
        return held[row] if row < len(held) else None

    def position(self, step: str | int) -> int | None:
        """Which child a step leads to (from 0); None where that has to be asked. Of a name that is there
        twice, the last one counts."""
        if isinstance(step, int):
            return step - 1
        first = self.pages.get(0, ())
        if not self.complete or self.starts or any(node.name_cut for node in first):
            return None
        return max((at for at, node in enumerate(first) if node.name == step), default=None)

    def rows(self) -> int:
        """Rows that are shown: the first page, a group for each further one, and why there are no more."""
        return len(self.pages.get(0, ())) + len(self.starts) + (self.trouble is not None)

    def page_before(self, page: int) -> Level | None:
        """What `children` takes to begin with a page."""
        if not page:
            return None
        last = Node(kind="null", start=0, end=0, number=page * tree_containers.PAGE)
        return Level(nodes=(last,), after=self.starts[page - 1])


def is_opened(node: Node | None) -> bool:
    """Whether there is something in a value."""
    return (
        node is not None
        and node.kind in ("object", "array")
        and node.count != 0
        and node.end - node.start != len("{}")
    )


def sentence(text: str) -> Node:
    """A row that is no value, but says why there are no more."""
    return Node(kind="odd", start=-1, end=-1, preview=text)


def is_sentence(node: Node) -> bool:
    """Whether a row only says something."""
    return node.start < 0


class DeepContainers:
    """Those of all containers of a tree that are deep."""

    def __init__(self, bundles: Bundles, containers: Containers) -> None:
        self._bundles = bundles
        self._containers = containers
        self._held: dict[int, DeepContainer] = {}
        self._names: dict[tuple[int, int], str] = {}

    def of(self, number: int) -> DeepContainer | None:
        """What a container, or the one that a group is a part of, is if it is deep."""
        real = self._containers.real(number)
        if real == ROOT or self._bundles.asked is None:
            return None
        if real not in self._held:
            owner, position = self._containers.place(real)
            if owner == ROOT and self._bundles.is_deep(position):
                self._held[real] = DeepContainer(None)
            elif owner in self._held:
                self._held[real] = DeepContainer(self._held[owner].child(position))
        return self._held.get(real)

    def opened(self, owner: int, row: int) -> DeepContainer | None:
        """The deep container in a row, if somebody opened it."""
        return self._held.get(self._containers.known(owner, row) or ROOT)

    def trouble(self, owner: int, row: int) -> Node | None:
        """The sentence in the row behind the groups of a deep container, if this is that row."""
        deep = self.of(owner)
        return deep.trouble if deep and row == tree_containers.PAGE + len(deep.starts) else None

    def steps(self, container: int, position: int) -> list[str | int]:
        """The path of a child of a deep container."""
        steps: list[str | int] = []
        while container != ROOT:
            node = self._held[container].child(position)
            if node is not None and not is_sentence(node):
                name = self._names.get((container, position), node.name)
                steps.append(node.number if name is None else name)
            container, position = self._containers.place(container)
        steps.reverse()
        return steps

    def put_name(self, container: int, position: int, name: str) -> None:
        """The whole name of a member whose name is very long."""
        self._names[container, position] = name
