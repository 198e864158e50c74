"""The clinic's tree of campaigns, read in one statement: what lies under what, and what counts where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from attribution.models import Campaign


@dataclass(frozen=True)
class Tree:
    """`children` by key of the row above, None for channels; without those that were merged, whose own children are
    the survivor's."""

    rows: Mapping[int, Campaign]
    children: Mapping[int | None, Sequence[Campaign]]
    above: Mapping[int, int | None]

    def counts_for(self, pk: int) -> set[int]:
        """The keys of all rows whose touches and spend count for this one: itself, what lies below, what was merged
        into any of them."""
        return {pk, *(key for key in self.rows if pk in self._way_up(key))}

    def place_of(self, pk: int) -> int:
        """The row that is shown for this one: itself, or the one it was merged into."""
        return next((key for key in self._way_up(pk) if not self.rows[key].is_merged), pk)

    def walk(self, pk: int | None = None, depth: int = 0) -> Iterator[tuple[int, Campaign]]:
        """What is shown, in reading order, with how deep it lies."""
        for row in self.children.get(pk, ()):
            yield depth, row
            yield from self.walk(row.pk, depth + 1)

    def path_of(self, pk: int) -> str:
        """Its name with those above it."""
        names = [self.rows[key].title for key in self._way_up(pk) if not self.rows[key].is_merged]
        return " › ".join(reversed(names))

    def _way_up(self, pk: int | None) -> Iterator[int]:
        while pk is not None:
            yield pk
            pk = self.above[pk]


def tree() -> Tree:
    """All of it, archived ones too, by name."""
    rows = {row.pk: row for row in Campaign.objects.order_by("pk")}
    above = {pk: row.parent_id for pk, row in rows.items()}
    bare = Tree(rows, {}, above)
    children: dict[int | None, list[Campaign]] = {}
    for row in rows.values():
        if not row.is_merged:
            shown = None if row.parent_id is None else bare.place_of(row.parent_id)
            children.setdefault(shown, []).append(row)
    for below in children.values():
        below.sort(key=lambda row: (row.title.casefold(), row.pk))
    return Tree(rows, children, above)
