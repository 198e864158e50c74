"""What a touch tells of where it came from, as rules ask it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from leads.models.folded import folded_text

CLICKS = ("gclid", "gbraid", "wbraid", "fbclid", "ttclid", "ctwa_clid")
ASKED = ("kind", "channel", "source", "medium", "campaign", *CLICKS, "landing", "referrer", "meta_lead_id")
NUMBERED = ("campaign_id", "adset_id", "adset_name", "ad_id", "ad_name")
COLUMNS = ASKED + NUMBERED


@dataclass(frozen=True, slots=True)
class Told:
    """`source` and `medium` folded, `host` of the page before the clinic's, empty when that was the clinic's own.
    `campaign` as it was written. `numbers` of the advertiser's side: campaign, ad set, ad, each with its name."""

    kind: str = ""
    channel: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    clicks: frozenset[str] = frozenset()
    host: str = ""
    is_instant_form: bool = False
    numbers: tuple[tuple[str, str], ...] = (("", ""), ("", ""), ("", ""))


def told_of(row: Mapping[str, Any]) -> Told:
    """Of a touch's columns; what is not there counts as empty."""
    said = {name: str(row.get(name) or "") for name in COLUMNS}
    before, own = host_of(said["referrer"]), host_of(said["landing"])
    return Told(
        kind=said["kind"],
        channel=said["channel"],
        source=word_of(said["source"]),
        medium=word_of(said["medium"]),
        campaign=said["campaign"].strip(),
        clicks=frozenset(name for name in CLICKS if said[name]),
        host="" if _is_same_site(before, own) else before,
        is_instant_form=bool(said["meta_lead_id"]),
        numbers=(
            (said["campaign_id"], said["campaign"].strip()),
            (said["adset_id"], said["adset_name"].strip()),
            (said["ad_id"], said["ad_name"].strip()),
        ),
    )


def word_of(text: str) -> str:
    """As names are compared: without case and accents, and with single spaces."""
    return " ".join(folded_text(text).split())[:200]


def host_of(address: str) -> str:
    """Of an address as a browser told it, without www; empty for what is none. Apps' own are `android-app://...`."""
    try:
        host = urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""
    return host.lower().rstrip(".").removeprefix("www.")[:200]


def _is_same_site(before: str, own: str) -> bool:
    return bool(own) and (before == own or before.endswith(f".{own}") or own.endswith(f".{before}"))
