from collections.abc import Iterable

from django.db.models import F, FilteredRelation, Q

from leads.models import Lead


def cards_of(pks: Iterable[int]) -> dict[int, Lead]:
    """What a card shows, by id; `amount` and `currency` are of the enquiry that the lead is on."""
    current = FilteredRelation("enquiries", condition=Q(enquiries__number=F("enquiry")))
    rows = Lead.objects.filter(pk__in=list(pks)).annotate(current=current)
    rows = rows.annotate(amount=F("current__amount"), currency=F("current__currency")).order_by()
    wanted = rows.select_related("assigned_to", "treatment", "heat").prefetch_related("identities")
    return {row.pk: row for row in wanted.defer("treatment__aliases", "score_breakdown")}
