from leads.services.importing.rows.plan import Plan
from leads.services.importing.rows.planning import day_asked, day_first_in, plan_for
from leads.services.importing.rows.reading import read_row
from leads.services.importing.rows.reasons import CORRECTABLE, DOUBTS, REASONS
from leads.services.importing.rows.row import Row

__all__ = ["CORRECTABLE", "DOUBTS", "REASONS", "Plan", "Row", "day_asked", "day_first_in", "plan_for", "read_row"]
