"""Whether a step may be told, at the moment of asking. Pure; the first reason that holds is said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from attribution.conversions.services.telling import why

META_DAYS = timedelta(days=7)
IN_TIME = timedelta(hours=1)  # before their limit: it may wait for a moment there
TELLABLE = ("ready", "other_kind")  # of attribution.conversions.querysets.State: here each step has its own name


@dataclass(frozen=True)
class Asked:
    """What is known of a step and whose it is. `form_at`: when they sent the instant form that has `meta_lead`;
    `state` is the one of a ConversionEvent, for Google."""

    at: datetime
    is_gone: bool = False
    is_merged: bool = False
    is_test: bool = False
    agreed: bool = False
    meta_lead: str = ""
    form_at: datetime | None = None
    state: str = ""


def why_not_meta(asked: Asked, now: datetime) -> str:
    """Empty when it may go (INTEGRATIONS 9)."""
    if found := _why_nobody(asked):
        return found
    if not asked.meta_lead:
        return why.NO_META_LEAD
    if asked.form_at is not None and asked.at < asked.form_at:
        return why.BEFORE_LEAD
    return why.TOO_OLD if asked.at < now - META_DAYS + IN_TIME else ""


def why_not_google(asked: Asked, now: datetime) -> str:
    """The lists of files decide what is old, lost or without an amount (conversions.querysets)."""
    if found := _why_nobody(asked):
        return found
    if asked.state == why.TOO_OLD:
        return why.TOO_OLD
    return "" if asked.state in TELLABLE else why.NOT_READY


def _why_nobody(asked: Asked) -> str:
    reasons = (
        (asked.is_gone, why.ERASED),
        (asked.is_merged, why.MERGED),
        (asked.is_test, why.TEST),
        (not asked.agreed, why.NO_CONSENT),
    )
    return next((code for holds, code in reasons if holds), "")
