"""Which website, campaign or friend an arrival came by, as far as it says (F:L6)."""

from collections.abc import Mapping
from urllib.parse import urlsplit

LONGEST = 80  # as Lead.sub_source


def sub_source_in(fields: Mapping[str, str]) -> str:
    """What the form says itself, else the campaign's source, else the site that sent them to us, else the one they
    were on; empty where nothing does."""
    ours, theirs = site_of(fields.get("landing_page_url", "")), site_of(fields.get("referrer_url", ""))
    found = fields.get("sub_source") or fields.get("utm_source") or theirs or ours
    return found[:LONGEST]


def site_of(address: str) -> str:
    """The host without www; empty for what is no address."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # a bracket that nobody closes
        return ""
