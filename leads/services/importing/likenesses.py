"""Whom a row looks like, in words for whoever looks at it: of a lead out of their sight its owner alone (F:W7)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from leads.models import ImportRow, Lead
from leads.services.duplicates.likeness import Why
from leads.services.duplicates.similar import known_sentence
from leads.services.duplicates.words import in_words
from leads.services.importing.nearness import LEAD, ROW
from tenants.staff.models import User


class Likeness(NamedTuple):
    """`lead` or `row` is where it leads to; neither where the reader may not look."""

    said: str
    lead: int | None = None
    row: int | None = None


def likenesses(rows: Iterable[ImportRow], *, reader: User) -> dict[int, list[Likeness]]:
    """By number of the row. Two statements, none where no row looks like a lead; who is gone since is not told."""
    rows = list(rows)
    wanted = {one[LEAD] for row in rows for one in row.near if LEAD in one}
    leads, seen = {}, set()
    if wanted:
        there = Lead.objects.filter(pk__in=wanted, merged_into=None).select_related("assigned_to")
        leads = {one.pk: one for one in there.prefetch_related("identities")}
        seen = set(Lead.objects.visible_to(reader).filter(pk__in=leads).order_by().values_list("pk", flat=True))
    return {row.number: [*dict.fromkeys(_told(row.near, leads, seen))] for row in rows if row.near}


def _told(near: Iterable[Mapping[str, Any]], leads: Mapping[int, Lead], seen: set[int]) -> Iterable[Likeness]:
    for one in near:
        why = ", ".join(in_words(Why(code) for code in one["why"]))
        if ROW in one:
            said = _("looks like row %(number)d: %(why)s") % {"number": one[ROW], "why": why}
            yield Likeness(said, row=one[ROW])
        elif (lead := leads.get(one[LEAD])) is not None:
            yield _of_lead(lead, why, is_seen=lead.pk in seen)


def _of_lead(lead: Lead, why: str, *, is_seen: bool) -> Likeness:
    if not is_seen:
        return Likeness(known_sentence(lead.assigned_to))
    return Likeness(_("looks like %(who)s: %(why)s") % {"who": lead, "why": why}, lead=lead.pk)
