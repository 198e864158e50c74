"""Touches out of conversations: a message that was written from an ad, and a link of ours opened (F:M4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attribution.models import Touchpoint
from attribution.services.dirty import recount
from comms.models import Message, ShortLink
from crm.lib.shapes import whole
from leads.models import Lead
from tenants.services.rows import put

AD = "ad"  # among the fields of an arrival: what a stranger's first message told of the ad
PAID, ORGANIC, OWN = "paid", "organic", "message"
# What a link of ours may say of its campaign -> our column.
NAMED = {"utm_source": "source", "utm_medium": "medium", "utm_campaign": "campaign", "utm_content": "content"}


def touch_of_message(*, message: Message) -> None:
    """Receiver of `wrote_from_ad`: once for a message, however often it is told."""
    talk = message.conversation
    told = told_by_ad(message.referral) | {"channel": talk.channel, "at": message.at}
    _write(talk.lead_id, Touchpoint.Kind.MESSAGE, f"message:{message.pk}", told)


def touch_of_link(*, link: ShortLink, lead_id: int, now: datetime) -> None:
    """Receiver of `link_opened`: once for a link. Its own words say which campaign of ours it belongs to."""
    told = {"at": now, "channel": link.message.conversation.channel, "landing": link.target, "medium": OWN}
    _write(lead_id, Touchpoint.Kind.LINK, f"link:{link.pk}", told | _named(link.target))


def told_by_ad(ad: Any) -> dict[str, str]:
    """A referral of Meta's as columns; of a post that nobody paid for it has no ad number."""
    given = ad if isinstance(ad, Mapping) else {}
    said = {str(name): str(text) for name, text in given.items() if isinstance(text, str | int)}
    is_paid = said.get("source_type", "ad") == "ad"
    found = {
        "source": "meta",
        "medium": PAID if is_paid else ORGANIC,
        "ctwa_clid": said.get("ctwa_clid", "")[:512],
        "landing": said.get("source_url", "")[:2000],
        "content": said.get("headline", "")[:200],
    }
    ad_id = whole(said.get("source_id"), 40)
    if is_paid and ad_id.isascii() and ad_id.isdigit():
        found |= {"ad_id": ad_id, "ad_name": said.get("headline", "")[:200]}
    return {name: text.replace("\x00", "") for name, text in found.items() if text}


def _named(address: str) -> dict[str, str]:
    try:
        asked = parse_qs(urlsplit(address).query, max_num_fields=50)
    except ValueError:
        return {}
    return {column: asked[name][0][:200] for name, column in NAMED.items() if asked.get(name)}


def _write(lead_id: int, kind: str, origin: str, told: Mapping[str, Any]) -> None:
    enquiry = Lead.objects.filter(pk=lead_id).values_list("enquiry", flat=True).first() or 1
    row = {"lead_id": lead_id, "kind": kind, "origin": origin, "enquiry": enquiry, **told}
    put(Touchpoint, row, ignore_conflicts=True)
    recount([lead_id])
