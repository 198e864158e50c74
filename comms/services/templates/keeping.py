"""A clinic's templates, changed by hand (F:C12). One is archived, never deleted: messages were written by it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comms.models import Channel, Template, TemplateText
from comms.services.placeholders.known import KNOWN
from comms.services.placeholders.reading import place
from comms.services.templates.checking import refuse_wrong_text, tidy_body, tidy_subject
from comms.services.templates.places import names_of, shape
from comms.services.templates.seen import WHATEVER, refuse_unseen
from comms.services.templates.titles import template_title
from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from leads.models.consent import Purpose
from tenants.services.locks import lock_names
from tenants.staff.languages import SPOKEN
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember

ARCHIVE, RESTORE = "template.archive", "template.restore"
PURPOSES = (Purpose.CONTACT, Purpose.MARKETING)
WRITTEN_BY = (Channel.WHATSAPP, Channel.MAIL, Channel.SMS)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants a template to be, in one language. A channel is chosen once. `seen`: what stood there
    when they began (comms.services.templates.seen)."""

    title: str
    purpose: str
    language: str
    subject: str = ""
    body: str = ""
    channel: str = ""
    seen: str = WHATEVER


@transaction.atomic
def keep_template(pk: int | None, wanted: Wanted) -> Template:
    """Write it into that template, or into a new one. An empty text takes its language away, unless it is the last.

    What a provider approved stays as it is: whoever wants other words there asks the provider. Raises InvalidData
    by field, NotThere, and Conflict for words that somebody else wrote meanwhile.
    """
    lock_names(["templates"])
    row = _held(pk) if pk else Template(channel=wanted.channel)
    row.purpose = wanted.purpose
    if (title := one_line(wanted.title)) != template_title(row):  # else ours stays in everybody's own language
        row.title = title
    _check(row, wanted.language)
    text = TemplateText.objects.filter(template=row, language=wanted.language).first() if pk else None
    subject = tidy_subject(wanted.subject) if row.channel == Channel.MAIL else ""
    body = tidy_body(wanted.body)
    refuse_unseen(text, wanted.seen, subject, body)
    if text is not None and not body:
        _refuse_last(row, text)
    elif text is None or not text.provider_name:
        refuse_wrong_text(row.channel, subject, body)
    row.key = row.key or _key(row)
    row.clean_fields()
    row.save()
    _write(row, text, wanted.language, subject, body)
    return row


@transaction.atomic
def keep_places(text_pk: int, places: Collection[str]) -> TemplateText:
    """Say what stands in the places of a template that the provider knows, in their order. Raises InvalidData."""
    text = TemplateText.objects.select_for_update().filter(pk=text_pk).first()
    if text is None:
        raise NotThere
    if len(places) != len(text.places) or not all(one.strip() for one in places):
        raise InvalidData(_("Say what stands in each place."))
    wanted = [place(one, KNOWN).written for one in places]
    held = shape(names_of(text), text.places)
    for name, after in zip(names_of(text), wanted, strict=True):
        theirs = f"{{{held[name]}}}" if name in held else f"{{{{{name}}}}}"
        if (
            list(held.values()).count(held.get(name)) <= 1
        ):  # else the next look at the provider tells which is which
            text.body = text.body.replace(theirs, f"{{{after}}}")
    text.places = wanted
    text.save(update_fields=["places", "body"])
    return text


def archive_template(pk: int, *, by: User, now: datetime) -> Operation | None:
    """Nobody is offered it any more; None when it was so. Can be taken back. Raises NotThere."""
    return _turn(pk, ARCHIVE, now, by=by, now=now)


def restore_template(pk: int, *, by: User, now: datetime) -> Operation | None:
    """It is offered again. As `archive_template`."""
    return _turn(pk, RESTORE, None, by=by, now=now)


@transaction.atomic
def _turn(pk: int, kind: str, archived_at: datetime | None, *, by: User, now: datetime) -> Operation | None:
    row = _held(pk)
    if (row.archived_at is None) == (archived_at is None):
        return None
    before = row.archived_at and row.archived_at.isoformat()
    row.archived_at = archived_at
    row.save(update_fields=["archived_at"])
    after = {"archived_at": archived_at and archived_at.isoformat()}
    return remember(kind, by=by, rows=[(row.pk, {"archived_at": before})], after=after, now=now)


def _held(pk: int) -> Template:
    row = Template.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def _check(row: Template, language: str) -> None:
    gone = _("This does not exist.")
    wrong: dict[str, list[str]] = {}
    if not any(sign.isalnum() for sign in row.title):
        wrong["title"] = [_("A title has letters or digits.")]
    elif Template.objects.filter(channel=row.channel, title__iexact=row.title).exclude(pk=row.pk).exists():
        wrong["title"] = [_("Another template of this channel has this title.")]
    if row.purpose not in PURPOSES:
        wrong["purpose"] = [gone]
    if row.channel not in WRITTEN_BY:
        wrong["channel"] = [gone]
    if language not in SPOKEN:
        wrong["language"] = [gone]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _refuse_last(row: Template, text: TemplateText) -> None:
    if text.provider_name:
        said = _("The provider knows this text. Archive the template instead.")
    elif not row.texts.exclude(pk=text.pk).exists():
        said = _("A template has at least one text.")
    else:
        return
    raise InvalidData(said, fields={"body": [said]})


def _write(row: Template, text: TemplateText | None, language: str, subject: str, body: str) -> None:
    if text is None:
        TemplateText.objects.create(template=row, language=language, subject=subject, body=body)
    elif not body:
        text.delete()
    elif not text.provider_name and (text.subject, text.body) != (subject, body):
        text.subject, text.body = subject, body
        text.save(update_fields=["subject", "body"])


def _key(row: Template) -> str:
    """As WhatsApp takes names: lower case, digits and underscores. It never changes, whatever the title becomes."""
    wished = slugify(row.title).replace("-", "_")[:52].strip("_") or "template"
    taken = set(Template.objects.filter(channel=row.channel, key__startswith=wished).values_list("key", flat=True))
    return next(key for n in range(len(taken) + 1) if (key := f"{wished}_{n + 1}" if n else wished) not in taken)
