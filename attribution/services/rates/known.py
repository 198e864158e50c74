"""The rates that a clinic has."""

from collections.abc import Collection

from attribution.models import Rate
from attribution.services.rates.converting import Quote, Rates
from tenants.settings.services.clinic import clinic_settings


def rates_of(currencies: Collection[str] | None = None, *, own: str = "") -> Rates:
    """To the clinic's own currency, that of this moment if nobody says it; of these currencies, or of all. Nothing
    foreign asks nothing."""
    own = own or clinic_settings().currency
    rows = Rate.objects.filter(own=own).order_by("day")
    if currencies is not None:
        foreign = set(currencies) - {own}
        if not foreign:
            return Rates(own, [])
        rows = rows.filter(currency__in=foreign)
    return Rates(own, (Quote(*row) for row in rows.values_list("currency", "day", "rate")))
