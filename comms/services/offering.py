"""The templates that may be sent to somebody, filled for them, and why others may not (F:C12, LOOK bw-tpl)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from comms.models import Channel, Template, TemplateText
from comms.services.placeholders.filling import fill
from comms.services.placeholders.known import KNOWN, missing_said
from comms.services.placeholders.reading import Part, read
from comms.services.placeholders.values import Known
from comms.services.templates.choosing import ENGLISH, plain, text_for
from comms.services.templates.rendering import Rendered, is_approved, render
from comms.services.templates.titles import template_title
from comms.services.ways import OPEN, Way
from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.models.consent import Purpose
from leads.services.consent import agrees
from tenants.staff.models import User

MOST = 60  # templates of a channel in the picker


@dataclass(frozen=True)
class Run:
    """A run of the text; `is_filled` where a place was."""

    text: str
    is_filled: bool = False


@dataclass(frozen=True)
class Offer:
    """`why_not` is empty for one that may go now."""

    text: TemplateText
    title: str
    runs: Sequence[Run]
    rendered: Rendered
    why_not: str = ""


def offers(way: Way, lead: Lead | None, *, language: str, by: User) -> list[Offer]:
    """Those of the channel in their language, else in English; what may go first. A fixed number of questions."""
    wanted = {plain(language), ENGLISH}
    texts = Prefetch("texts", TemplateText.objects.filter(language__in=wanted))
    rows = Template.objects.visible_to(by).filter(channel=way.channel, archived_at=None).prefetch_related(texts)
    chosen = [(row, text) for row in rows[:MOST] if (text := text_for(row.texts.all(), language))]
    agreed = _agreed(lead, way, (row for row, _text in chosen))
    known = Known([lead.pk] if lead else [], by=by)
    found = [_offer(row, text, known, lead, way, agreed) for row, text in chosen]
    return sorted((one for one in found if one), key=lambda one: bool(one.why_not))


def _offer(
    template: Template, text: TemplateText, known: Known, lead: Lead | None, way: Way, agreed: bool
) -> Offer | None:
    text.template = template
    values = known.of(lead.pk if lead else 0, text.language)
    try:
        parts, rendered = read(text.body, KNOWN), render(text, values)
    except InvalidData:
        return None  # its editor says what is wrong with it
    runs = [_run(part, values) for part in parts]
    return Offer(text, template_title(template), runs, rendered, _why_not(rendered, template, way, agreed))


def _run(part: Part, values: Mapping[str, str]) -> Run:
    if isinstance(part, str):
        return Run(part)
    filled = fill([part], values)
    return Run(f"{{{part.name}}}" if filled.missing else filled.text, is_filled=True)


def _why_not(rendered: Rendered, template: Template, way: Way, agreed: bool) -> str:
    if template.purpose == Purpose.MARKETING and not agreed:
        return _("An offer: they have not agreed to offers.")
    if way.state != OPEN and not is_approved(rendered.text):
        return _approval(rendered.text)
    return missing_said(rendered.missing) if rendered.missing else ""


def _approval(text: TemplateText) -> str:
    """What the provider says of it, and why."""
    if not text.provider_name or not text.approval:
        return _("WhatsApp has not seen this template.")
    return f"{text.get_approval_display()}. {text.reason}".strip()


def _agreed(lead: Lead | None, way: Way, templates: Iterable[Template]) -> bool:
    if lead is None or all(one.purpose != Purpose.MARKETING for one in templates):
        return False
    return agrees(lead, Purpose.MARKETING, way.channel)


def is_by_provider(offer: Offer, way: Way) -> bool:
    """Whether it goes as the provider's template; else its words go as free text."""
    return way.channel == Channel.WHATSAPP and way.state != OPEN and bool(offer.rendered.call)
