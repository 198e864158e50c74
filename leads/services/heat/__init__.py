"""How warm a lead is: the score says with what it begins, time without contact cools it (F:0.1, F:L8, F:L9).

By hand: leads.services.heat.pinning.
"""

from leads.services.heat.beginning import begin_heat
from leads.services.heat.cooling import back_at_work, cool_leads, redate
from leads.services.heat.warming import warm, wrote_to_us

__all__ = ["back_at_work", "begin_heat", "cool_leads", "redate", "warm", "wrote_to_us"]
