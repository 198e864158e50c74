"""The campaigns as a tree, each with its numbers and those of all below it. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from attribution.services.report.numbers import Numbers

SHOWN_DEPTH = 2  # channels and campaigns; what is below opens
FIRST = 10  # of what is below a line; the others stand together in one until somebody asks for all


@dataclass(frozen=True)
class Node:
    pk: int
    parent: int | None
    level: str
    name: str
    is_archived: bool = False
    is_merged: bool = False  # shown no more: its numbers are those of the one above it


@dataclass
class Line:
    node: Node
    depth: int
    numbers: Numbers = field(default_factory=Numbers)
    below: list["Line"] = field(default_factory=list)
    is_open: bool = True
    others: int = 0  # how many lines of `node` this one stands for; 0 for a line of its own


@dataclass(frozen=True)
class Opened:
    """What somebody opened, what they closed, and below what they want to see all: campaigns."""

    open: Collection[int] = ()
    closed: Collection[int] = ()
    whole: Collection[int] = ()

    def holds(self, line: Line) -> bool:
        """Whether what is below `line` is shown: the first levels unless closed, what is deep only if opened."""
        return line.node.pk in self.open or (line.depth + 1 < SHOWN_DEPTH and line.node.pk not in self.closed)


def grown(nodes: Iterable[Node], found: Mapping[int, Numbers]) -> list[Line]:
    """The roots, each with what is below: those only of which there is anything to say; most leads first.

    A parent that is not among `nodes`, or a ring of parents, makes a root, so that no number is lost.
    """
    known, found = _folded(list(nodes), found)
    children: dict[int | None, list[Node]] = defaultdict(list)
    for node in known.values():
        children[_parent(node, known)].append(node)
    lines = [_line(node, 0, children, found) for node in children[None]]
    return _sorted(lines)


def shown(lines: Iterable[Line], opened: Opened) -> Iterator[Line]:
    """In the order in which they stand. Of many below a line the last ones are one line with their sum."""
    for line in lines:
        line.is_open = opened.holds(line)
        yield line
        if line.is_open:
            first = len(line.below) if line.node.pk in opened.whole else FIRST
            yield from shown(line.below[:first], opened)
            if rest := line.below[first:]:
                yield Line(line.node, line.depth + 1, total(rest), is_open=False, others=len(rest))


def everything(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from everything(line.below)


def leaves(lines: Iterable[Line]) -> list[Line]:
    """The campaigns, most leads first; a channel that has none below it stands for itself."""
    found = [line for root in lines for line in (root.below or [root])]
    return _sorted(found)


def total(lines: Iterable[Line]) -> Numbers:
    whole = Numbers()
    for line in lines:
        whole.add(line.numbers)
    return whole


def _folded(nodes: list[Node], found: Mapping[int, Numbers]) -> tuple[dict[int, Node], dict[int, Numbers]]:
    """Without those that were merged: what they hold, and what hangs on them, is the one's above."""
    every = {node.pk: node for node in nodes}
    kept: dict[int, Numbers] = {}
    for pk, numbers in found.items():
        kept.setdefault(_stands_for(pk, every) or pk, Numbers()).add(numbers)
    known = {node.pk: replace(node, parent=_stands_for(node.parent, every)) for node in nodes if not node.is_merged}
    return known, kept


def _stands_for(pk: int | None, every: Mapping[int, Node]) -> int | None:
    seen: set[int] = set()
    while pk in every and every[pk].is_merged and pk not in seen:
        seen.add(pk)
        pk = every[pk].parent
    return pk


def _parent(node: Node, known: Mapping[int, Node]) -> int | None:
    """None for a root, and for who is its own forefather."""
    seen, at = {node.pk}, node.parent
    while at is not None and at in known:
        if at in seen:
            return None
        seen.add(at)
        at = known[at].parent
    return node.parent if node.parent in known else None


def _line(node: Node, depth: int, children: Mapping[int | None, list[Node]], found: Mapping[int, Numbers]) -> Line:
    line = Line(node, depth)
    line.numbers.add(found.get(node.pk, Numbers()))
    below = [_line(child, depth + 1, children, found) for child in children.get(node.pk, [])]
    for one in below:
        line.numbers.add(one.numbers)
    line.below = _sorted(below)
    return line


def _sorted(lines: Iterable[Line]) -> list[Line]:
    said = [line for line in lines if not line.numbers.is_nothing]
    return sorted(said, key=lambda line: (-line.numbers.tally.leads, -(line.numbers.spend or 0), line.node.name))
