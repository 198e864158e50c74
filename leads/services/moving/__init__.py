"""How a lead goes from stage to stage: one service for people, programs and the product itself (F:0.2)."""

from leads.services.moving.given import Given
from leads.services.moving.owned import owned
from leads.services.moving.replied import replied
from leads.services.moving.several import move_leads

__all__ = ["Given", "move_leads", "owned", "replied"]
