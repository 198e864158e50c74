"""The clinic's own tags: their names and colours (F:L5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import Colour, Lead, LeadTag, Tag
from leads.services.scoring.recalculating import CHUNK
from leads.services.scoring.tagged import score_tagged
from leads.services.tags import LONGEST, find_tag
from tenants.services.locks import lock_names
from tenants.staff.models import User


@transaction.atomic
def keep_tag(pk: int | None, *, name: str, colour: str, by: User, now: datetime) -> Tag:
    """Write name and colour into that tag, or into a new one; a score that counts it follows. Raises InvalidData by
    field.

    Two tags are never made one by a rename: whose leads had which would be lost for good.
    """
    tied = _hold_tied(pk)
    lock_names(["tags"])
    tag = Tag.objects.select_for_update().get(pk=pk) if pk else Tag()
    name = one_line(name)
    wrong = {}
    other = find_tag(name)
    if not any(sign.isalnum() for sign in name) or "," in name:
        wrong["name"] = [_("A tag has letters or digits, and no comma.")]
    elif len(name) > LONGEST:
        wrong["name"] = [_("At most %(most)d letters.") % {"most": LONGEST}]
    elif other is not None and other.pk != tag.pk:
        wrong["name"] = [_("Another tag has this name. Give its leads that tag, then delete this one.")]
    if colour not in Colour.values:
        wrong["colour"] = [_("This does not exist.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    names = {tag.name, name}
    tag.name, tag.colour = name, colour
    tag.save()
    if len(names) > 1:
        score_tagged(tied, names, by=by, now=now)
    return tag


@transaction.atomic
def delete_tag(tag: Tag, *, by: User, now: datetime) -> None:
    """Off all leads, which stay; a score that counted it follows. Done again it finds nothing."""
    tied = _hold_tied(tag.pk)
    name = tag.name
    tag.delete()
    score_tagged(tied, [name], by=by, now=now)


def _hold_tied(pk: int | None) -> list[int]:
    """The leads that have it. They are locked before the tag, as whoever ties one does."""
    tied = sorted(LeadTag.objects.filter(tag=pk).values_list("lead_id", flat=True))
    if len(tied) <= CHUNK:
        list(Lead.objects.filter(pk__in=tied).order_by("pk").select_for_update(no_key=True).values("pk"))
    return tied
