"""Campaigns of a demo clinic: names as a clinic gives them, and an ad for whoever wrote on WhatsApp."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from attribution.channels import GOOGLE_ADS, META_ADS
from attribution.models import Campaign, Touchpoint
from attribution.services.dirty import recount
from attribution.services.rounds import count_waiting
from leads.models import Lead, LeadPayload

# By channel and by what the touches call it.
NAMES: Mapping[tuple[str, str], str] = {
    (GOOGLE_ADS, "implants_en"): "UK implants, search",
    (GOOGLE_ADS, "implants_de"): "Implantate, Suche",
    (GOOGLE_ADS, "implants_it"): "Impianti Italia, ricerca",
    (META_ADS, "implants_de"): "Zahnreise, Formular",
    (META_ADS, "implants_it"): "Impianti, modulo",
    (META_ADS, "veneers_en"): "Veneers in a week",
}
# By language: campaign, ad set and ad of who wrote from an ad, with numbers as Meta gives them.
ADS: Mapping[str, tuple[str, str, str]] = {
    "it": ("Sorriso a Tirana, autunno", "Puglia e Lazio, 45-64", "Video: il viaggio"),
    "de": ("Zahnreise, WhatsApp", "Bayern und Schwaben", "Vorher, nachher"),
    "en": ("New smile, WhatsApp", "London and Manchester", "Three days"),
}
BEFORE = timedelta(minutes=1)  # the click, before they wrote


@transaction.atomic
def fill_campaigns(slug: str, now: datetime) -> None:
    """Done again it changes nothing."""
    _write_from_ads()
    while count_waiting():
        pass
    for (channel, word), name in NAMES.items():
        rows = Campaign.objects.filter(found_under__found_by=channel, found_by=word, name=word)
        for row in rows:
            row.name = name
            row.save(update_fields=["name"])


@transaction.atomic
def touch_by_forms(filled: Mapping[str, LeadPayload]) -> None:
    """These arrivals were instant forms, by Meta's number of each: their touches say so from now on. What no advert
    brought is organic. Done again it changes nothing."""
    known = set(Touchpoint.objects.filter(meta_lead_id__in=filled).values_list("meta_lead_id", flat=True))
    new = {number: payload for number, payload in filled.items() if number not in known}
    for number, payload in new.items():
        told = {"lead_id": payload.lead_id, "at": payload.received_at, "source": payload.lead.source}
        row, _ = Touchpoint.objects.get_or_create(payload=payload, kind=Touchpoint.Kind.ARRIVAL, defaults=told)
        row.meta_lead_id, row.channel, row.medium = number, "meta_lead", row.medium or "organic"
        row.save(update_fields=["meta_lead_id", "channel", "medium"])
    recount(payload.lead_id for payload in new.values())


def _write_from_ads() -> None:
    rows = Lead.objects.filter(source=Lead.Source.WHATSAPP).order_by("pk")
    leads = [lead for lead in rows.only("language", "created_at", "enquiry") if lead.language in ADS]
    known = set(
        Touchpoint.objects.filter(origin__in=[_origin(lead) for lead in leads]).values_list("lead", flat=True)
    )
    new = [lead for lead in leads if lead.pk not in known]
    Touchpoint.objects.bulk_create(_touches(new), batch_size=1000)
    recount(lead.pk for lead in new)


def _touches(leads: Iterable[Lead]) -> Iterable[Touchpoint]:
    numbers = {language: f"1202100000000{place:03d}" for place, language in enumerate(ADS, 1)}
    for lead in leads:
        campaign, adset, ad = ADS[lead.language]
        yield Touchpoint(
            lead=lead,
            origin=_origin(lead),
            kind=Touchpoint.Kind.MESSAGE,
            channel="whatsapp",
            enquiry=1,
            at=lead.created_at - BEFORE,
            source="meta",
            medium="paid",
            campaign=campaign,
            ctwa_clid=f"demo-{lead.pk}",
            campaign_id=f"{numbers[lead.language]}1",
            adset_id=f"{numbers[lead.language]}2",
            adset_name=adset,
            ad_id=f"{numbers[lead.language]}3",
            ad_name=ad,
        )


def _origin(lead: Lead) -> str:
    return f"demo:{lead.pk}"
