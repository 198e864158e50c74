"""One line of the report. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal

from attribution.services.rollup.tallying import WHOLE, Tally


@dataclass
class Numbers:
    """What a campaign brought, and what it cost in minor units of the clinic's currency, None for who may not see
    costs. `unrated` and `unrated_spend` hold what has no rate, by currency, in minor units."""

    tally: Tally = field(default_factory=Tally)
    spend: int | None = None
    unrated_spend: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Numbers") -> None:
        self.tally.add(other.tally)
        if other.spend is not None:
            self.spend = (self.spend or 0) + other.spend
        for currency, amount in other.unrated_spend.items():
            self.unrated_spend[currency] = self.unrated_spend.get(currency, 0) + amount

    @property
    def leads(self) -> Decimal:
        return people(self.tally.leads)

    @property
    def qualified(self) -> Decimal:
        return people(self.tally.qualified)

    @property
    def accepted(self) -> Decimal:
        return people(self.tally.accepted)

    @property
    def revenue(self) -> int:
        """In minor units, rounded."""
        return (self.tally.revenue + WHOLE // 2) // WHOLE

    @property
    def unrated(self) -> dict[str, int]:
        return {currency: (amount + WHOLE // 2) // WHOLE for currency, amount in self.tally.unrated.items()}

    @property
    def cost_per_lead(self) -> int | None:
        return self._each(self.tally.leads)

    @property
    def cost_per_accepted(self) -> int | None:
        return self._each(self.tally.accepted)

    @property
    def returned(self) -> Decimal | None:
        """How many times what was spent came back; None where that cannot be said."""
        if not self.spend or self.unrated_spend or self.tally.unrated:
            return None
        return Decimal(self.tally.revenue) / WHOLE / self.spend

    @property
    def is_nothing(self) -> bool:
        return not (self.tally.leads or self.spend or self.unrated_spend)

    def _each(self, parts: int) -> int | None:
        """None without a cost, or with one that is not known whole."""
        if not self.spend or not parts or self.unrated_spend:
            return None
        return (self.spend * WHOLE + parts // 2) // parts


def people(parts: int) -> Decimal:
    return Decimal(parts) / WHOLE
