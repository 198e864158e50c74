"""Questions about the ledger of what ad platforms were told; chainable, no side effects."""

from typing import TYPE_CHECKING, Self

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from leads.models import Consent, Lead, Purpose
from leads.querysets import OfLeadQuerySet

if TYPE_CHECKING:
    from tenants.staff.models import User

TOLD = ("sent", "unknown")


class UploadQuerySet(OfLeadQuerySet):
    """Lines about a lead, or about somebody who was deleted for good."""

    def visible_to(self, user: "User") -> Self:
        """Those of the leads that one sees; of the deleted, for whoever sees all leads of the clinic."""
        if not user.is_active or not user.has_perm("conversions.view_conversionevent"):
            return self.none()
        seen = Q(lead__in=Lead.objects.visible_to(user))
        return self.filter(seen | Q(lead=None) if user.data_scope == user.DataScope.ALL else seen)

    def with_consent(self) -> Self:
        """`agreed`: their newest word about ads, under whichever number; no word is no."""
        about = Q(lead=OuterRef("lead")) | Q(lead__merged_into=OuterRef("lead"))
        said = Consent.objects.filter(about, purpose=Purpose.ADS, channel="").order_by("-at", "-id")
        return self.annotate(agreed=Coalesce(Subquery(said.values("is_given")[:1]), Value(False)))

    def told(self) -> Self:
        """Sent, or perhaps: what the platform may hold."""
        return self.filter(state__in=TOLD)

    def to_take_back(self) -> Self:
        """Told of somebody who was deleted since, or took their consent back, and not taken back there yet."""
        return self.told().with_consent().filter(Q(lead=None) | Q(agreed=False), retracted_at=None)

    def open(self) -> Self:
        return self.filter(state__in=("waiting", "sending"))
