"""How stages and sources look on a page (LOOK.md 2 and 4)."""

from django import template

from leads.models import Lead
from leads.models.stage import Semantic

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
SOURCE_ICONS = {
    Lead.Source.WEBSITE: "language",
    Lead.Source.FACEBOOK: "thumb_up",
    Lead.Source.INSTAGRAM: "photo_camera",
    Lead.Source.WHATSAPP: "chat",
    Lead.Source.REFERRAL: "diversity_1",
}


@register.filter
def stage_class(semantic: str) -> str:
    return STAGE_CLASSES.get(semantic, "s-lost")


@register.filter
def source_icon(source: str) -> str:
    return SOURCE_ICONS.get(source, "conversion_path")
