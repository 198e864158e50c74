"""How stages, sources and temperatures look on a page (LOOK.md 2 and 4)."""

from django import template

from leads.models import Colour, Lead, Stage, Temperature, Treatment
from leads.models.stage import Semantic
from leads.packs.stages import COLOURS, PresetStage
from leads.services.own_names import shown_name
from leads.services.treatment_names import treatment_name
from tenants.staff.languages import named

register = template.Library()

# LOOK.md 4: the nearest of the nine colours for what a stage means.
STAGE_CLASSES = {
    Semantic.NEW: "s-new",
    Semantic.ASSIGNED: "s-new",
    Semantic.CONTACTED: "s-cont",
    Semantic.CALLBACK: "s-cont",
    Semantic.REPLIED: "s-rep",
    Semantic.QUALIFIED: "s-qual",
    Semantic.PROPOSAL: "s-quote",
    Semantic.NEGOTIATION: "s-neg",
    Semantic.ACCEPTED: "s-acc",
    Semantic.TRAVELLING: "s-trav",
    Semantic.COMPLETED: "s-trav",
}
# The nearest of the same nine for what a clinic chose.
COLOUR_CLASSES = {
    Colour.GREY: "s-lost",
    Colour.BLUE: "s-new",
    Colour.TEAL: "s-qual",
    Colour.GREEN: "s-acc",
    Colour.OCHRE: "s-quote",
    Colour.ORANGE: "s-neg",
    Colour.RED: "s-neg",
    Colour.VIOLET: "s-cont",
}
SOURCE_ICONS = {
    Lead.Source.WEBSITE: "language",
    Lead.Source.FACEBOOK: "thumb_up",
    Lead.Source.INSTAGRAM: "photo_camera",
    Lead.Source.WHATSAPP: "chat",
    Lead.Source.REFERRAL: "diversity_1",
}

TEMPERATURE_ICONS = {
    Temperature.HOT: "local_fire_department",
    Temperature.WARM: "sunny",
    Temperature.COLD: "ac_unit",
}


@register.filter
def stage_class(semantic: str) -> str:
    return STAGE_CLASSES.get(semantic, "s-lost")


@register.filter
def stage_look(stage: Stage | PresetStage) -> str:
    """The clinic's colour; where it is the usual one of that meaning, the finer shade of the meaning."""
    if stage.colour == COLOURS.get(stage.semantic):
        return stage_class(stage.semantic)
    return COLOUR_CLASSES.get(stage.colour, "s-lost")


@register.filter
def stage_shown(stage: Stage | PresetStage) -> str:
    """In the reader's language."""
    return shown_name(stage)


@register.filter
def source_icon(source: str) -> str:
    return SOURCE_ICONS.get(source, "conversion_path")


@register.filter
def temperature_icon(temperature: str) -> str:
    return TEMPERATURE_ICONS.get(temperature, "ac_unit")


@register.filter
def treatment_shown(treatment: Treatment | None) -> str:
    """In the reader's language; nothing for none."""
    return treatment_name(treatment) if treatment else ""


@register.filter
def language_shown(code: str) -> str:
    """In the reader's language; a rare one as its code."""
    return next(iter(named([code])), code)
