"""Tags on leads, one or many at once (F:L5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import Lead, LeadTag, Tag
from leads.services.holding import refuse_merged
from leads.services.many import MOST, Done, as_of_now
from leads.services.scoring import rescore_where_counted
from leads.services.spreading import tell_all
from leads.signals import tags_given
from tenants.audit.services.record import record_many
from tenants.services.locks import lock_names
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember

TAG = "lead.tag"
LONGEST = Tag._meta.get_field("name").max_length
MOST_TAGS = 20  # named in one change
Ties = dict[int, list[LeadTag]]


@transaction.atomic
def tag_leads(
    ids: Iterable[int], *, add: Iterable[str] = (), remove: Iterable[str] = (), by: User, now: datetime
) -> Done:
    """Tie tags to leads and untie others, by name; upper and lower case are one. Can be taken back.

    A name that no tag has yet becomes one. What `by` does not see, or was merged, stays as it is and is counted.
    The number of statements depends on the number of tags, not of leads. Raises InvalidData, NotAllowed, and
    Conflict when all were merged.
    """
    wanted = set(ids)
    if len(wanted) > MOST:
        raise InvalidData(_("Choose at most %(most)d leads at once.") % {"most": MOST})
    adding, removing = _names(add), _names(remove)
    if not adding and not removing:
        raise InvalidData(_("Name a tag first."), fields={"tag": [_("Name a tag first.")]})
    list(Lead.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True).values("pk"))
    by = as_of_now(by)
    leads = {lead.pk: lead for lead in _seen(wanted, by)}
    plus = [tag_named(name) for name in adding] if leads else []
    minus = [tag for name in removing if (tag := find_tag(name)) and tag not in plus]
    had = _ties(_open(leads))
    changed = _changes(had, plus, minus)
    operation = _write(leads, had, changed, plus + minus, by, now) if changed else None
    return Done(operation, len(changed), len(leads) - len(changed), len(wanted) - len(leads), tuple(changed))


def _open(leads: Mapping[int, Lead]) -> list[int]:
    """Those that were not merged. Raises Conflict when all were."""
    found = [pk for pk, lead in leads.items() if lead.merged_into_id is None]
    if leads and not found:
        refuse_merged(next(iter(leads.values())))
    return found


def find_tag(name: str) -> Tag | None:
    """The tag of that name, whatever its case, as the table tells case."""
    return Tag.objects.annotate(plain=Lower("name")).filter(plain=Lower(Value(name))).first()


def tag_named(name: str) -> Tag:
    """The tag of that name, made now where there is none yet."""
    found = find_tag(name)
    if found is None:
        lock_names(["tags"])
        found = find_tag(name) or Tag.objects.create(name=name)
    return found


def is_tag_name(name: str) -> bool:
    """Whether a tag can be called so: letters or digits, no comma, not too long."""
    return len(name) <= LONGEST and "," not in name and any(sign.isalnum() for sign in name)


def _names(given: Iterable[str]) -> list[str]:
    """Each on one line and once. Raises InvalidData for what no tag can be called."""
    names = list(dict.fromkeys(one_line(name) for name in given if one_line(name)))
    wrong = ""
    if len(names) > MOST_TAGS:
        wrong = _("At most %(most)d tags at once.") % {"most": MOST_TAGS}
    elif any(len(name) > LONGEST for name in names):
        wrong = _("At most %(most)d letters.") % {"most": LONGEST}
    elif not all(map(is_tag_name, names)):
        wrong = _("A tag has letters or digits, and no comma.")
    if wrong:
        raise InvalidData(wrong, fields={"tag": [wrong]})
    return names


def _seen(wanted: Iterable[int], by: User) -> Iterable[Lead]:
    seen = Lead.objects.visible_to(by).filter(pk__in=wanted).order_by().values("pk")
    return Lead.objects.filter(pk__in=seen).prefetch_related("identities")


def _ties(leads: Iterable[int]) -> Ties:
    ties: Ties = {pk: [] for pk in leads}
    for tie in LeadTag.objects.filter(lead__in=ties).select_related("tag"):
        ties[tie.lead_id].append(tie)
    return ties


def _changes(had: Ties, plus: Sequence[Tag], minus: Sequence[Tag]) -> dict[int, dict[str, Any]]:
    """By lead what is tied and what is untied, as the undo reads it; leads that change in nothing are left out."""
    gone = {tag.pk for tag in minus}
    changes = {}
    for pk, ties in had.items():
        held = {tie.tag_id for tie in ties}
        added = [tag.pk for tag in plus if tag.pk not in held]
        removed = [
            {"tag": tie.tag_id, "at": tie.at.isoformat(), "by": tie.by_id} for tie in ties if tie.tag_id in gone
        ]
        if added or removed:
            changes[pk] = {"added": added, "removed": removed}
    return changes


def _write(
    leads: Mapping[int, Lead], had: Ties, changes: Mapping[int, dict], tags: Sequence[Tag], by: User, now: datetime
) -> Operation:
    ties = [LeadTag(lead_id=pk, tag_id=tag, at=now, by=by) for pk, told in changes.items() for tag in told["added"]]
    LeadTag.objects.bulk_create(ties, ignore_conflicts=True, batch_size=2000)
    gone = {one["tag"] for told in changes.values() for one in told["removed"]}
    if gone:
        LeadTag.objects.filter(lead__in=changes, tag__in=gone).delete()
    Lead.objects.filter(pk__in=changes).update(updated_at=now)
    names = {tag.pk: tag.name for tag in tags}
    lines = [(pk, str(leads[pk]), _told(had[pk], told, names)) for pk, told in changes.items()]
    record_many("lead.tagged", Lead, lines)
    rescore_where_counted("tags", changes, now=now)
    if given := given_by_tag((pk, tag) for pk, told in changes.items() for tag in told["added"]):
        tell_all(tags_given, given=given, now=now)
    about = {"tags": ", ".join(dict.fromkeys(names.values()))}
    return remember(TAG, by=by, rows=changes.items(), about=about, now=now)


def given_by_tag(ties: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """By key of a tag the leads of `ties`, which are (lead, tag)."""
    given: dict[int, list[int]] = {}
    for lead, tag in ties:
        given.setdefault(tag, []).append(lead)
    return given


def _told(had: Sequence[LeadTag], change: Mapping[str, Any], names: Mapping[int, str]) -> dict:
    gone = {one["tag"] for one in change["removed"]}
    before = [tie.tag.name for tie in had]
    after = [tie.tag.name for tie in had if tie.tag_id not in gone] + [names[pk] for pk in change["added"]]
    return {"tags": (sorted(before), sorted(after))}
