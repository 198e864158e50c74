from django.db.models import QuerySet

from leads.models import Heat


def one_after_the_other(rows: QuerySet[Heat]) -> QuerySet[Heat]:
    """The same rows for an UPDATE, held by key first: two that met in the order of the disk would wait for each
    other. Part of the same statement."""
    held = rows.order_by("pk").select_for_update(no_key=True).values("pk")
    return Heat.objects.filter(pk__in=held)
