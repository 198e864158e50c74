from leads.services.importing.rows.plan import Plan
from leads.services.importing.rows.reasons import CORRECTABLE, DOUBTS, REASONS
from leads.services.importing.rows.row import Row

__all__ = ["CORRECTABLE", "DOUBTS", "REASONS", "Plan", "Row"]
