"""Questions about conversions; chainable, no side effects. Why one is in no file is asked here alone."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from leads.models import Consent, Enquiry, Purpose
from leads.querysets import OfLeadQuerySet, SeenThroughQuerySet

if TYPE_CHECKING:
    from tenants.staff.models import User

LOOKBACK = timedelta(days=90)  # from the click to what came of it, and from that to telling (INTEGRATIONS 8.1)


class State(models.TextChoices):
    """What becomes of a conversion, or why it stays here. The first that holds is said."""

    TOLD = "told", _("In a file")
    UPLOADED = "uploaded", _("Google Ads was told by the Data Manager")
    TEST = "test", _("A test")
    MERGED = "merged", _("Counts for the lead that this one was merged into")
    UNDONE = "undone", _("The step was taken back")
    LOST = "lost", _("Lost afterwards")
    NO_CONSENT = "no_consent", _("They did not agree that advertising platforms are told")
    NO_CLICK = "no_click", _("No click on a Google ad is known")
    TOO_OLD = "too_old", _("More than 90 days ago: Google takes it no more")
    NO_VALUE = "no_value", _("No amount is known")
    OTHER_KIND = "other_kind", _("Files are told of the other step of a patient")
    READY = "ready", _("Waits for the next file")


class ConversionEventQuerySet(OfLeadQuerySet):
    """Conversions, with what becomes of them."""

    def with_consent(self) -> Self:
        """`agreed`: their newest word about ads, under whichever number; no word is no (leads.services.consent)."""
        about = Q(lead=OuterRef("lead")) | Q(lead__merged_into=OuterRef("lead"))
        said = Consent.objects.filter(about, purpose=Purpose.ADS, channel="").order_by("-at", "-id")
        return self.annotate(agreed=Coalesce(Subquery(said.values("is_given")[:1]), Value(False)))

    def with_worth(self) -> Self:
        """`value` (minor units, None for not known) and `currency` of its enquiry as it stands now, `undone` for a
        step that was taken back and not taken again, `lost` for whom we lost after all."""
        about = Q(lead=OuterRef("lead"), number=OuterRef("enquiry"))
        enquiry = Enquiry.objects.filter(about).order_by()
        return self.annotate(
            value=Subquery(enquiry.values("amount")[:1]),
            currency=Coalesce(Subquery(enquiry.values("currency")[:1]), Value("")),
            undone=Case(
                When(kind="accepted", then=~Exists(enquiry.filter(accepted_at__isnull=False))),
                default=~Exists(enquiry.filter(completed_at__isnull=False)),
            ),
            lost=Exists(enquiry.filter(is_won=False)),
        )

    def with_state(self, tells: str, now: datetime, *, by_click: bool = True) -> Self:
        """`state`, by what a file says (ConversionRules.Tells) and the moment of asking. Not `by_click`, for files
        that tell of people by hashed addresses: no click is no reason."""
        told = self._told().filter(event=OuterRef("pk"))
        order = [
            When(Exists(told), then=Value(State.TOLD)),
            When(Exists(self._uploaded()), then=Value(State.UPLOADED)),
            When(lead__is_test=True, then=Value(State.TEST)),
            When(lead__merged_into__isnull=False, then=Value(State.MERGED)),
            When(undone=True, then=Value(State.UNDONE)),
            When(lost=True, then=Value(State.LOST)),
            When(agreed=False, then=Value(State.NO_CONSENT)),
            *([When(click_kind="", then=Value(State.NO_CLICK))] if by_click else []),
            When(occurred_at__lt=now - LOOKBACK, then=Value(State.TOO_OLD)),
            When(value=None, then=Value(State.NO_VALUE)),
            When(self._unwanted(tells), then=Value(State.OTHER_KIND)),
        ]
        state = Case(*order, default=Value(State.READY), output_field=models.CharField())
        return self.with_worth().with_consent().annotate(state=state)

    def _unwanted(self, tells: str) -> Q:
        """By what files say; and one order ID is told once, whatever was chosen before (F:M3)."""
        journey = {"lead": OuterRef("lead"), "enquiry": OuterRef("enquiry")}
        other = self._told().filter(**{f"event__{name}": value for name, value in journey.items()})
        later = self.model.objects.with_worth().filter(kind="completed", undone=False, lost=False, **journey)
        by_wish = {
            "accepted": Q(kind="completed"),
            "completed": Q(kind="accepted"),
            "higher": Q(Exists(later), kind="accepted"),
        }
        return by_wish[tells] | Q(Exists(other))

    def untold(self) -> Self:
        """In no file yet; what was asked for once more does not count."""
        return self.exclude(Exists(self._told().filter(event=OuterRef("pk"))))

    def _uploaded(self) -> models.QuerySet:
        """What Google has, or is just being told, by the Data Manager; not what it said that it does not count."""
        uploads = apps.get_model("conversions.Upload")._base_manager.filter(
            destination__kind="google_datamanager", state__in=("sending", "sent"), step=OuterRef("kind")
        )
        journey = uploads.filter(lead=OuterRef("lead"), enquiry=OuterRef("enquiry"))
        return journey.exclude(checked="refused")

    def _told(self) -> models.QuerySet:
        lines = self.model._meta.get_field("told").related_model
        return lines._base_manager.filter(what="told", is_again=False)

    def in_order(self) -> Self:
        """As files list them."""
        return self.order_by(F("occurred_at"), F("pk"))


class ConversionExportQuerySet(models.QuerySet):
    """Files of conversions."""

    def visible_to(self, user: "User") -> Self:
        """One's own, and for whoever sees all leads of the clinic all of them: a file is not cut to who looks."""
        if not user.is_active or not user.has_perm("conversions.export_conversionevent"):
            return self.none()
        return self if user.data_scope == user.DataScope.ALL else self.filter(by=user)


class OfEventQuerySet(SeenThroughQuerySet):
    """Lines about a conversion."""

    through = "event"
