"""What becomes a note: one text, or a line for each question and its answer."""

from collections.abc import Sequence
from functools import lru_cache

from leads.services.importing.columns.names import target_named
from leads.services.importing.rows.plan import Plan
from leads.services.importing.rows.texts import lines_in, spoken
from leads.services.reading import LIMITS


def note_in(cells: Sequence[str], plan: Plan) -> str:
    """A column that is called a note is one; any other says its name before what stands in it."""
    said = []
    for place in plan.places.get("note", ()):
        if cells[place] and (text := lines_in(cells[place])):
            title = _title(plan.header[place])
            said.append(f"{title}: {spoken(text)}" if title else text)
    return "\n".join(said)[: LIMITS["notes"]]


@lru_cache(maxsize=1024)
def _title(name: str) -> str:
    return "" if target_named(name) == "note" else spoken(name)
