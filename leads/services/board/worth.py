"""What the enquiries of a column are worth, as far as somebody said an amount."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import F, Sum

from leads.models import Enquiry
from leads.querysets import LeadQuerySet


class Worth(NamedTuple):
    """`amount` is in minor units of `currency`."""

    amount: int
    currency: str


def worth_by_stage(rows: LeadQuerySet) -> dict[int, list[Worth]]:
    """By the id of the stage where the leads stand; only what is worth something. Index: enquiry_amounts."""
    current = Enquiry.objects.filter(amount__isnull=False, number=F("lead__enquiry"))
    summed = current.filter(lead__in=rows.order_by().values("pk"))
    summed = summed.order_by().values_list("lead__stage", "currency").annotate(total=Sum("amount"))
    found: dict[int, list[Worth]] = defaultdict(list)
    for stage, currency, total in summed.order_by("-total", "currency"):
        if total:
            found[stage].append(Worth(int(total), currency))
    return found
