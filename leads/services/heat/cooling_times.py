"""When a temperature falls, as plain arithmetic: all days count from the last contact."""

from datetime import datetime, timedelta

from leads.models import LeadRules, Temperature


def standing(temperature: str, warmed_at: datetime, *, rules: LeadRules, now: datetime) -> str:
    """What is left at `now` of a temperature that somebody had when they were last in contact."""
    age = now - warmed_at
    if temperature == Temperature.HOT and age < timedelta(days=rules.hot_days):
        return Temperature.HOT
    if temperature == Temperature.COLD or age >= timedelta(days=rules.warm_days):
        return Temperature.COLD
    return Temperature.WARM


def cools_at(temperature: str, warmed_at: datetime, *, rules: LeadRules) -> datetime | None:
    """When it falls next; cold falls no more."""
    days = {Temperature.HOT: rules.hot_days, Temperature.WARM: rules.warm_days}.get(temperature)
    return None if days is None else warmed_at + timedelta(days=days)


def is_warmer(one: str, other: str) -> bool:
    order = list(reversed(Temperature.values))
    return order.index(one) > order.index(other)


def at_least_warm(temperature: str) -> str:
    """Of somebody who wrote to us by themselves (F:0.1: an inbound message restores)."""
    return Temperature.WARM if temperature == Temperature.COLD else temperature
