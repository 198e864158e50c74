"""What somebody says along with a change of stage."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Given:
    """`amount` is in minor units of `currency` (ISO 4217; empty is the clinic's); `follow_up_at` is aware.

    Which of them a stage asks for: leads.services.moving.demands.
    """

    lost_reason: str = ""
    lost_note: str = ""
    amount: int | None = None
    currency: str = ""
    is_won: bool | None = None
    follow_up_at: datetime | None = None


NOTHING = Given()
