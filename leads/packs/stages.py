"""The stages that a clinic may begin with (F:0.2): the dental ones, unless it chooses others.

A chance is how many of a hundred in that stage accept in the end: a start, which the clinic overwrites.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from leads.models import Colour
from leads.models.stage import Semantic

LANGUAGES = ("it", "de", "tr", "sq")
MINUTE, HOUR = 1, 60


@dataclass(frozen=True)
class PresetStage:
    """`minutes` to act, business minutes; `said` is the name in each of LANGUAGES."""

    name: str
    semantic: Semantic
    percent: int = 0
    minutes: int | None = None
    said: str = ""

    @property
    def names(self) -> dict[str, str]:
        given = [name.strip() for name in self.said.split("/")] if self.said else []
        return dict(zip(LANGUAGES, given, strict=True)) if given else {}

    @property
    def colour(self) -> Colour:
        return COLOURS[self.semantic]


@dataclass(frozen=True)
class Preset:
    """`about` says in one line for whom it is."""

    key: str
    title: Any
    about: Any
    stages: tuple[PresetStage, ...]


COLOURS: Mapping[Semantic, Colour] = {
    Semantic.NEW: Colour.BLUE,
    Semantic.ASSIGNED: Colour.BLUE,
    Semantic.CONTACTED: Colour.VIOLET,
    Semantic.CALLBACK: Colour.VIOLET,
    Semantic.REPLIED: Colour.TEAL,
    Semantic.QUALIFIED: Colour.TEAL,
    Semantic.PROPOSAL: Colour.OCHRE,
    Semantic.NEGOTIATION: Colour.ORANGE,
    Semantic.ACCEPTED: Colour.GREEN,
    Semantic.TRAVELLING: Colour.GREEN,
    Semantic.COMPLETED: Colour.GREEN,
    Semantic.LOST: Colour.GREY,
    Semantic.CLOSED: Colour.GREY,
}

NEW = PresetStage("New", Semantic.NEW, 8, 15 * MINUTE, "Nuovo / Neu / Yeni / I ri")
ASSIGNED = PresetStage("Assigned", Semantic.ASSIGNED, 8, None, "Assegnato / Zugewiesen / Atandı / I caktuar")
CONTACTED = PresetStage(
    "Contacted", Semantic.CONTACTED, 12, 24 * HOUR, "Contattato / Kontaktiert / Ulaşıldı / I kontaktuar"
)
REPLIED = PresetStage(
    "Replied", Semantic.REPLIED, 20, None, "Ha risposto / Hat geantwortet / Yanıtladı / U përgjigj"
)
CALLBACK = PresetStage(
    "Callback", Semantic.CALLBACK, 20, None, "Da richiamare / Rückruf / Geri aranacak / Për t'u rithirrur"
)
QUALIFIED = PresetStage(
    "Qualified", Semantic.QUALIFIED, 30, None, "Qualificato / Geeignet / Uygun / I përshtatshëm"
)
NEGOTIATION = PresetStage(
    "Negotiation", Semantic.NEGOTIATION, 60, 72 * HOUR, "Trattativa / Verhandlung / Görüşme / Negocim"
)
LOST = PresetStage("Lost", Semantic.LOST, 0, None, "Perso / Verloren / Kaybedildi / I humbur")

DENTAL = Preset(
    "dental",
    _("Dental tourism"),
    _("From the first message to the flight home, in twelve steps."),
    (
        NEW,
        ASSIGNED,
        CONTACTED,
        REPLIED,
        CALLBACK,
        QUALIFIED,
        PresetStage(
            "Quote sent",
            Semantic.PROPOSAL,
            45,
            48 * HOUR,
            "Preventivo inviato / Angebot gesendet / Teklif gönderildi / Oferta u dërgua",
        ),
        NEGOTIATION,
        PresetStage(
            "Accepted (deposit)",
            Semantic.ACCEPTED,
            100,
            None,
            "Accettato (acconto) / Zugesagt (Anzahlung) / Kabul etti (depozito) / Pranoi (paradhënie)",
        ),
        PresetStage("Travelling", Semantic.TRAVELLING, 100, None, "In viaggio / Auf Reise / Yolda / Në udhëtim"),
        PresetStage(
            "Completed", Semantic.COMPLETED, 100, None, "Completato / Abgeschlossen / Tamamlandı / I përfunduar"
        ),
        LOST,
    ),
)
SIMPLE = Preset(
    "simple",
    _("Simple"),
    _("Four steps, for a clinic that answers and books."),
    (
        NEW,
        CONTACTED,
        REPLIED,
        PresetStage("Closed", Semantic.CLOSED, 0, None, "Chiuso / Geschlossen / Kapandı / I mbyllur"),
    ),
)
META = Preset(
    "meta",
    _("Ads"),
    _("Four steps, as advertising platforms count them."),
    (
        NEW,
        ASSIGNED,
        CONTACTED,
        PresetStage("Converted", Semantic.ACCEPTED, 100, None, "Convertito / Gewonnen / Kazanıldı / I fituar"),
    ),
)
SALES = Preset(
    "sales",
    _("Sales"),
    _("Eight steps, as sales teams use them."),
    (
        NEW,
        CONTACTED,
        QUALIFIED,
        PresetStage("Proposal", Semantic.PROPOSAL, 45, 48 * HOUR, "Proposta / Angebot / Teklif / Ofertë"),
        NEGOTIATION,
        PresetStage("Won", Semantic.ACCEPTED, 100, None, "Vinto / Gewonnen / Kazanıldı / I fituar"),
        LOST,
        CALLBACK,
    ),
)
PRESETS = {preset.key: preset for preset in (DENTAL, SIMPLE, META, SALES)}
