"""What somebody says along with a change of stage."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Given:
    """`amount` is in minor units of `currency` (ISO 4217; empty is the clinic's); `follow_up_at` is aware.

    `emptied` are the names of which it was said that there is nothing: what stands there goes. Which of them a
    stage asks for: leads.services.moving.demands.
    """

    lost_reason: str = ""
    lost_note: str = ""
    amount: int | None = None
    currency: str = ""
    is_won: bool | None = None
    follow_up_at: datetime | None = None
    emptied: frozenset[str] = frozenset()

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Given":
        """Of what was said by name; nothing is said of the other names."""
        emptied = frozenset(name for name, value in said.items() if is_nothing(value))
        return cls(**{name: value for name, value in said.items() if name not in emptied}, emptied=emptied)

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        told = {name: value for name, value in vars(self).items() if not is_nothing(value)}
        told |= {"emptied": sorted(self.emptied)}
        return told | ({"follow_up_at": self.follow_up_at.isoformat()} if self.follow_up_at else {})

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "Given":
        at = kept.get("follow_up_at")
        moment = {"follow_up_at": datetime.fromisoformat(at)} if at else {}
        return cls(**kept | moment | {"emptied": frozenset(kept["emptied"])})

    def said(self) -> dict[str, Any]:
        """By name, empty values that were meant so among them."""
        held = {name: value for name, value in vars(self).items() if name != "emptied"}
        return {name: value for name, value in held.items() if name in self.emptied or not is_nothing(value)}

    def only(self, names: Collection[str]) -> "Given":
        return Given.of({name: value for name, value in self.said().items() if name in names})

    def without(self, names: Collection[str]) -> "Given":
        return Given.of({name: value for name, value in self.said().items() if name not in names})


def is_nothing(value: object) -> bool:
    return value is None or value == ""


NOTHING = Given()
