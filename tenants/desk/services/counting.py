"""How many rows there are: exactly as far as a person would count, beyond it what the planner thinks (HOUSE 16)."""

import json

from django.db.models import QuerySet

EXACT = 10_000


def counted(rows: QuerySet) -> tuple[int, bool]:
    """The number, and whether it is an estimate, which is EXACT at least. One statement as far as EXACT; then one
    more, which reads no row."""
    exact = rows.order_by()[: EXACT + 1].count()
    if exact <= EXACT:
        return exact, False
    plan = json.loads(rows.order_by().values("pk").explain(format="json"))
    return max(EXACT, int(plan[0]["Plan"]["Plan Rows"])), True
