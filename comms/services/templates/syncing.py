"""What WhatsApp says of the clinic's templates, taken over: state, reason, words with their places (F:C7, C12)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from comms.models import Channel, Template, TemplateText
from comms.services.templates.choosing import plain
from comms.services.templates.places import names_of, shape, told
from leads.models.consent import Purpose
from tenants.services.locks import lock_names

Approval = TemplateText.Approval
# Theirs in capitals; a state that we do not know waits. FLAGGED is sent as before.
STATES: Mapping[str, str] = {
    "APPROVED": Approval.APPROVED,
    "FLAGGED": Approval.APPROVED,
    "REINSTATED": Approval.APPROVED,
    "REJECTED": Approval.REJECTED,
    "PAUSED": Approval.PAUSED,
    "DISABLED": Approval.DISABLED,
    "LIMIT_EXCEEDED": Approval.DISABLED,
    "PENDING_DELETION": Approval.DISABLED,
    "DELETED": Approval.DISABLED,
}
GONE = "DELETED"


class Told(Protocol):
    """As comms.providers.whatsapp.templates.KnownTemplate tells one."""

    name: str
    language: str
    state: str
    category: str
    body: str
    reason: str
    is_named: bool


@transaction.atomic
def keep_in_step(found: Iterable[Told], *, now: datetime) -> int:
    """Take over all that the provider knows; how many texts changed. What it knows no more is disabled. Words that
    staff wrote for the same name and language become the approved ones. A repeat changes nothing."""
    lock_names(["templates"])
    rows = {row.key: row for row in Template.objects.filter(channel=Channel.WHATSAPP)}
    texts = {(text.template.key, text.language): text for text in _texts()}
    changed, seen = 0, set()
    for one in _one_a_language(found):
        at = (one.name[:60], plain(one.language))
        row = rows.get(at[0]) or _begin(one)
        rows[at[0]] = row
        text = texts.get(at) or TemplateText(template=row, language=at[1])
        changed += _take(text, one, now)
        seen.add(at)
    for at, text in texts.items():
        if text.provider_name and at not in seen:
            changed += _set(text, approval=Approval.DISABLED, reason=GONE)
    return changed


@transaction.atomic
def hear(name: str, language: str, state: str, reason: str, *, now: datetime) -> bool:
    """The provider decided about one template; whether that is new. One that we do not know comes with the next
    look at all of them."""
    known = TemplateText.objects.select_for_update().filter(provider_name=name, provider_language=language).first()
    if known is None:
        return False
    known.synced_at = now
    return bool(_set(known, approval=STATES.get(state, Approval.PENDING), reason=reason[:500]))


def _texts() -> Iterable[TemplateText]:
    return TemplateText.objects.filter(template__channel=Channel.WHATSAPP).select_related("template")


def _one_a_language(found: Iterable[Told]) -> Iterable[Told]:
    """Of en, en_GB and en_US the approved first, then the plainest: we keep one text a language."""
    order = sorted(
        found, key=lambda one: (STATES.get(one.state) != Approval.APPROVED, len(one.language), one.language)
    )
    return {(one.name[:60], plain(one.language)): one for one in reversed(order) if one.name and one.body}.values()


def _begin(one: Told) -> Template:
    title = one.name.replace("_", " ").capitalize()[:120]
    purpose = Purpose.MARKETING if one.category == "MARKETING" else Purpose.CONTACT
    return Template.objects.create(key=one.name[:60], title=title, channel=Channel.WHATSAPP, purpose=purpose)


def _take(text: TemplateText, one: Told, now: datetime) -> int:
    held = shape(names_of(text), text.places) if text.provider_name else {}
    said = told(one.body, is_named=one.is_named, ours=text.body, held=held)
    text.synced_at = now
    return _set(
        text,
        body=said.body,
        provider_name=one.name,
        provider_language=one.language,
        places=list(said.places),
        place_names=list(said.names) if one.is_named else [],
        approval=STATES.get(one.state, Approval.PENDING),
        reason=one.reason[:500],
    )


def _set(text: TemplateText, **columns: object) -> int:
    """Saved where something is another than before; a line in the trail for each."""
    if text.pk and all(getattr(text, name) == value for name, value in columns.items()):
        return 0
    for name, value in columns.items():
        setattr(text, name, value)
    text.save()
    return 1
