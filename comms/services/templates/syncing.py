"""What WhatsApp says of the clinic's templates, taken over: state, reason, words with their places (F:C7, C12)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from comms.models import Channel, Template, TemplateText
from comms.providers.base import TemplateNews
from comms.services import telling
from comms.services.as_of import is_newer
from comms.services.templates.choosing import plain
from comms.services.templates.places import names_of, shape, told
from leads.models.consent import Purpose
from tenants.services.locks import lock_names

Approval, Quality = TemplateText.Approval, TemplateText.Quality
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
MARKETING = "MARKETING"
ASPECTS = ("state", "quality", "category")  # of comms.providers.base.TemplateNews, each with a clock of its own
STOPPED = (Approval.PAUSED, Approval.DISABLED, Approval.REJECTED)
LIKED_LESS = (Quality.YELLOW, Quality.RED)


class Told(Protocol):
    """As comms.providers.whatsapp.templates.KnownTemplate tells one."""

    name: str
    language: str
    state: str
    category: str
    body: str
    reason: str
    quality: str
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
def hear(news: TemplateNews) -> bool:
    """The provider says something of one template; whether that is new. One that we do not know comes with the next
    look at all of them. Safe to repeat and to reorder."""
    lock_names(["templates"])
    rows = TemplateText.objects.filter(provider_name=news.name, provider_language=news.language)
    text = rows.exclude(provider_name="").select_for_update(of=("self",)).select_related("template").first()
    if text is None:
        return False
    news_of = {name: said for name in ASPECTS if (said := getattr(news, name))}
    fresh = {name: said for name, said in news_of.items() if is_newer(text, name, said, at=news.at)}
    columns: dict[str, object] = {}
    if "state" in fresh:
        text.synced_at = news.at
        columns |= {"approval": STATES.get(news.state, Approval.PENDING), "reason": news.reason[:500]}
    if "quality" in fresh:
        columns["quality"] = news.quality if news.quality in Quality.values else ""
    if "category" in fresh:
        columns["category"] = news.category[:20]
    if fresh and not _change(text, columns, at=news.at):
        text.save(update_fields=["as_of", "synced_at"])
    return bool(fresh)


def _change(text: TemplateText, columns: Mapping[str, object], *, at: datetime) -> int:
    """Of a text that we know: saved, and whoever keeps the templates is told what it means for them."""
    approval, quality = text.approval, text.quality
    changed = _set(text, **columns)
    if approval != text.approval and text.approval in STOPPED:
        telling.tell_of_template(text, telling.STOPPED, at=at)
    if quality != text.quality and text.quality in LIKED_LESS:
        telling.tell_of_template(text, telling.LIKED_LESS, at=at)
    if text.category == MARKETING and text.template.purpose != Purpose.MARKETING:
        _is_offer(text, at=at)
    return changed


def _is_offer(text: TemplateText, *, at: datetime) -> None:
    """WhatsApp bills and stops it as an offer, so it needs what an offer needs. That it is none any more people
    say: another of its texts may be one."""
    text.template.purpose = Purpose.MARKETING
    text.template.save(update_fields=["purpose"])
    telling.tell_of_template(text, telling.IS_OFFER, at=at)


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
    purpose = Purpose.MARKETING if one.category == MARKETING else Purpose.CONTACT
    return Template.objects.create(key=one.name[:60], title=title, channel=Channel.WHATSAPP, purpose=purpose)


def _take(text: TemplateText, one: Told, now: datetime) -> int:
    held = shape(names_of(text), text.places) if text.provider_name else {}
    said = told(one.body, is_named=one.is_named, ours=text.body, held=held)
    text.synced_at = now
    columns = {
        "body": said.body,
        "provider_name": one.name,
        "provider_language": one.language,
        "places": list(said.places),
        "place_names": list(said.names) if one.is_named else [],
        "approval": STATES.get(one.state, Approval.PENDING),
        "reason": one.reason[:500],
        "quality": one.quality if one.quality in Quality.values else "",
        "category": one.category[:20],
    }
    return _change(text, columns, at=now) if text.pk else _set(text, **columns)


def _set(text: TemplateText, **columns: object) -> int:
    """Saved where something is another than before; a line in the trail for each."""
    if text.pk and all(getattr(text, name) == value for name, value in columns.items()):
        return 0
    for name, value in columns.items():
        setattr(text, name, value)
    text.save()
    return 1
