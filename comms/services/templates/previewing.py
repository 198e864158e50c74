"""How a text that somebody is writing reads for one of their leads; nothing is kept or sent (F:C13)."""

from dataclasses import dataclass

from comms.models import Channel, Template, TemplateText
from comms.services.lengths import MOST, Segments, segments
from comms.services.letters import paragraphs
from comms.services.links.making import shown
from comms.services.placeholders.known import STOP_LINK, missing_said
from comms.services.placeholders.values import Known
from comms.services.templates.checking import tidy_body, tidy_subject
from comms.services.templates.rendering import render
from crm.lib.errors import InvalidData
from leads.models import Lead
from tenants.context import current_clinic
from tenants.services.hosts import address_of
from tenants.staff.models import User

OFFERED = 20  # leads to look at it with


@dataclass(frozen=True)
class Preview:
    """`wrong` says why it could not be sent like this. `html` is a mail's second form, escaped by us.
    `segments` are those of an SMS."""

    subject: str
    body: str
    html: str
    wrong: str
    length: int
    most: int
    segments: Segments | None


def leads_to_preview(by: User) -> list[Lead]:
    """The newest of those that `by` sees."""
    rows = Lead.objects.visible_to(by).filter(archived_at=None, is_test=False).prefetch_related("identities")
    return list(rows.order_by("-last_arrival_at", "-pk")[:OFFERED])


def preview_text(*, channel: str, language: str, subject: str, body: str, lead: int | None, by: User) -> Preview:
    """With the values of `lead`, as far as `by` sees it; else with none."""
    seen = Lead.objects.visible_to(by).filter(pk=lead or 0).values_list("pk", flat=True).first()
    text = TemplateText(
        template=Template(channel=channel), language=language, subject=tidy_subject(subject), body=tidy_body(body)
    )
    values = Known([seen or 0], by=by).of(seen or 0, language) | {STOP_LINK: shown(STOP_LINK)}
    most = MOST.get(channel, 0)
    try:
        found = render(text, values, shorten=shown)
    except InvalidData as refused:
        return Preview(text.subject, text.body, "", refused.detail, len(text.body), most, None)
    wrong = missing_said(found.missing) if found.missing else ""
    counted = segments(found.body) if channel == Channel.SMS else None
    html = paragraphs(found.body, address_of(current_clinic())) if channel == Channel.MAIL else ""
    return Preview(found.subject, found.body, html, wrong, len(found.body), most, counted)
