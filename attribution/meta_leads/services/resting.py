"""How long nobody may ask for a page: its own rest, or that of the app by which it is asked, in whichever clinic
Meta said so (INTEGRATIONS 3.4)."""

from datetime import datetime

from attribution.meta_leads.models import Connection
from tenants.services import resting


def rests_until(page: Connection, *, now: datetime) -> datetime | None:
    """None when Meta may be asked."""
    ends = (page.rests_until, app_rests_until(page, now=now))
    return max((end for end in ends if end and end > now), default=None)


def app_rests_until(page: Connection, *, now: datetime) -> datetime | None:
    return resting.rests_until(_app(page), now=now)


def rest_app(page: Connection, *, until: datetime) -> None:
    """All pages that are asked by the same app, of every clinic. Part of the caller's transaction."""
    resting.rest(_app(page), until=until)


def _app(page: Connection) -> str:
    return f"meta:own:{page.app_id}" if page.app_id else "meta:platform"
