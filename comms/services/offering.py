"""The templates that may be sent to somebody, filled for them, and why others may not (F:C12, LOOK bw-tpl)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from comms.models import Template, TemplateText
from comms.services.links.making import shown
from comms.services.placeholders.filling import fill
from comms.services.placeholders.known import KNOWN, STOP_LINK, missing_said
from comms.services.placeholders.reading import Part, Place, read
from comms.services.placeholders.values import Known
from comms.services.templates.choosing import ENGLISH, plain, text_for
from comms.services.templates.rendering import Rendered, is_approved, render
from comms.services.templates.titles import template_title
from comms.services.unsubscribing import stop_link
from comms.services.ways import Way
from comms.template_words import approval_said
from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.models.consent import Purpose
from leads.services.consent import agrees
from tenants.settings.services.clinic import clinic_settings
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
    """Those of the channel in their language, else in English; in the clinic's for who has none. What may go first.
    A fixed number of questions."""
    language = plain(language) or clinic_settings().language
    wanted = {language, ENGLISH}
    texts = Prefetch("texts", TemplateText.objects.filter(language__in=wanted))
    rows = Template.objects.visible_to(by).filter(channel=way.channel, archived_at=None).prefetch_related(texts)
    chosen = [(row, text) for row in rows[:MOST] if (text := text_for(row.texts.all(), language))]
    agreed = _agreed(lead, way, (row for row, _text in chosen))
    known, stop = Known([lead.pk] if lead else [], by=by), cache(lambda: _stop(way))
    found = [_offer(row, text, _values(known, stop, lead, text), way, agreed) for row, text in chosen]
    return sorted((one for one in found if one), key=lambda one: bool(one.why_not))


def pages_of(offer: Offer) -> Collection[str]:
    """The addresses of the clinic's that stand in its words."""
    return [part.target for part in read(offer.text.body, KNOWN) if isinstance(part, Place) and part.target]


def _stop(way: Way) -> str:
    """Their way out, or what stands for it before there is a conversation."""
    return stop_link(way.conversation) if way.conversation else shown("")


def _values(known: Known, stop: Callable[[], str], lead: Lead | None, text: TemplateText) -> Mapping[str, str]:
    values = known.of(lead.pk if lead else 0, text.language)
    is_asked = any(STOP_LINK in one for one in (text.subject, text.body, *text.places))
    return values | {STOP_LINK: stop()} if is_asked else values


def _offer(
    template: Template, text: TemplateText, values: Mapping[str, str], way: Way, agreed: bool
) -> Offer | None:
    text.template = template
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
    if not way.window.is_open and not is_approved(rendered.text):
        return _approval(rendered.text)
    return missing_said(rendered.missing) if rendered.missing else ""


def _approval(text: TemplateText) -> str:
    if not text.provider_name or not text.approval:
        return _("WhatsApp has not seen this template.")
    return approval_said(text)


def _agreed(lead: Lead | None, way: Way, templates: Iterable[Template]) -> bool:
    if lead is None or all(one.purpose != Purpose.MARKETING for one in templates):
        return False
    return agrees(lead, Purpose.MARKETING, way.channel)
