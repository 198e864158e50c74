"""Somebody writes whom nobody knows: an arrival in triage, with what can be guessed (F 2b)."""

from datetime import datetime

from comms.models import Channel
from comms.services.receiving.letter import Letter
from comms.services.receiving.people import Writer
from leads.models import Lead, LeadPayload
from leads.services.names import split_name
from leads.services.reading import read_fields
from leads.services.reading.contacts import WHATSAPP_ID, WHATSAPP_NAME
from leads.services.talking import wait_in_triage

AD = "ad"  # in the fields of an arrival: the ad that it was written from, whole


def arrival_of(letter: Letter, writer: Writer, language: str, *, now: datetime) -> LeadPayload:
    """Part of the transaction that keeps the message. The clinic's people decide; answering accepts."""
    news = letter.news
    reached = {one.kind: one.typed for one in writer.contacts}
    first, last = split_name(writer.name)
    said = {
        "first_name": first or writer.username,
        "last_name": last,
        "phone": reached.get("phone"),
        "email": reached.get("email"),
        "country": writer.country,
        "language": language,
        "message": "\n".join(filter(None, (news.subject, news.body))),
        "source": Lead.Source.WHATSAPP if letter.channel == Channel.WHATSAPP else Lead.Source.OTHER,
        "sub_source": _sub_source(letter),
        "landing_page_url": str(news.referral.get("source_url", "")),
    }
    fields, _problems = read_fields({name: text for name, text in said.items() if text}, now=now)
    if writer.user_id:
        fields |= {WHATSAPP_ID: writer.user_id, WHATSAPP_NAME: writer.username}
    if news.referral:
        fields[AD] = dict(news.referral)
    return wait_in_triage(fields, body=letter.body, content_type=letter.content_type, now=news.at)


def _sub_source(letter: Letter) -> str:
    """The ad's headline, which says more than its number; else the way they wrote, where no source says it."""
    ad = letter.news.referral
    named = str(ad.get("headline") or ad.get("source_id") or "")
    return named or ("" if letter.channel == Channel.WHATSAPP else str(Channel(letter.channel).label))
