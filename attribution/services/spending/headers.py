"""What the exports of Meta Ads Manager and the reports of Google Ads call their columns, in four languages.

Read 2026-11-20: Meta "Export table data" (CSV, XLSX) and Google Ads "Download" (.csv, .csv for Excel, .xlsx).
Names are compared folded: without case, accents, blanks and signs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.services.importing.columns.folding import folded

META, GOOGLE = "meta", "google"
CAMPAIGN, CAMPAIGN_ID, DAY, SINCE, UNTIL, COST, CURRENCY = (
    "campaign", "campaign_id", "day", "since", "until", "cost", "currency",
)  # fmt: skip
# By platform and field; a cost may have its currency behind it, in brackets.
NAMES: Mapping[str, Mapping[str, Sequence[str]]] = {
    META: {
        CAMPAIGN: (
            *("Campaign name", "Nome della campagna", "Nome campagna", "Name der Kampagne", "Kampagnenname"),
            *("Kampanya adı", "Kampanya ismi"),
        ),
        CAMPAIGN_ID: (
            *("Campaign ID", "ID della campagna", "ID campagna", "Identificatore della campagna", "Kampagnen-ID"),
            *("Kampanya kimliği", "Kampanya no"),
        ),
        DAY: ("Day", "Giorno", "Tag", "Gün"),
        SINCE: (
            *("Reporting starts", "Inizio report", "Inizio dei report", "Inizio del report", "Berichtsstart"),
            *("Auswertungsstart", "Beginn des Berichts", "Rapor başlangıcı", "Rapor başlangıç tarihi"),
        ),
        UNTIL: (
            *("Reporting ends", "Fine report", "Fine dei report", "Fine del report", "Berichtsende"),
            *("Auswertungsende", "Ende des Berichts", "Rapor bitişi", "Rapor sonu", "Rapor bitiş tarihi"),
        ),
        COST: (*("Amount spent", "Importo speso", "Ausgegebener Betrag", "Harcanan tutar", "Harcanan miktar"),),
        CURRENCY: ("Currency", "Valuta", "Währung", "Para birimi"),
    },
    GOOGLE: {
        CAMPAIGN: ("Campaign", "Campagna", "Kampagne", "Kampanya"),
        CAMPAIGN_ID: ("Campaign ID", "ID campagna", "Kampagnen-ID", "Kampanya kimliği"),
        DAY: ("Day", "Date", "Giorno", "Data", "Tag", "Datum", "Gün", "Tarih"),
        COST: ("Cost", "Costo", "Kosten", "Maliyet"),
        CURRENCY: (
            *("Currency code", "Currency", "Codice valuta", "Valuta", "Währungscode", "Währung"),
            *("Para birimi kodu", "Para birimi"),
        ),
    },
}
# A line below or above the campaigns that adds them up: it begins with one of these.
TOTALS = tuple(map(folded, ("Total", "Totale", "Totali", "Gesamt", "Toplam", "Results from", "Risultati di")))
TOTALS += tuple(map(folded, ("Risultati da", "Ergebnisse von", "Ergebnisse aus", "Tüm sonuçlar")))
_IN_BRACKETS = re.compile(r"^(?P<name>.*?)\s*\((?P<currency>[A-Za-z]{3})\)\s*$")


@dataclass(frozen=True)
class Columns:
    """Where each field stands, by its number; `currency` is what the name of the cost says, or nothing."""

    platform: str
    places: Mapping[str, int]
    currency: str

    def of(self, cells: Sequence[str], field: str) -> str:
        at = self.places.get(field)
        return cells[at].strip() if at is not None and at < len(cells) else ""


def columns_of(header: Sequence[str]) -> Columns | None:
    """Whose file this is: the platform of which campaign and cost are there. None for nobody's.

    Meta is asked first: its names are the longer ones, and none of Google's costs stands among them.
    """
    return next((found for platform in NAMES if (found := _as(platform, header))), None)


def is_total(first: str, campaign: str) -> bool:
    """Of the first cell of a line and its campaign."""
    return any(folded(text).startswith(TOTALS) and _adds_up(text) for text in (first, campaign) if text)


def _adds_up(text: str) -> bool:
    """ "Total: Account" and "Total", and no campaign that is called Total Makeover."""
    plain = folded(text)
    return ":" in text or plain in TOTALS or any(sign.isdigit() for sign in text)


def _as(platform: str, header: Sequence[str]) -> Columns | None:
    wanted = {folded(name): field for field, names in NAMES[platform].items() for name in names}
    places: dict[str, int] = {}
    currency = ""
    for at, title in enumerate(header):
        in_brackets = _IN_BRACKETS.match(title)
        field = wanted.get(folded(in_brackets["name"] if in_brackets else title))
        if field and field not in places:
            places[field] = at
            if field == COST and in_brackets:
                currency = in_brackets["currency"].upper()
    return Columns(platform, places, currency) if {CAMPAIGN, COST} <= places.keys() else None
