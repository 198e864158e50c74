from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from leads.services.finding.search import Among, Asked, read_search

if TYPE_CHECKING:
    from tenants.staff.models import User

IMPORT, ANY_IMPORT = "leads.import_lead", "leads.import_any"


class ClinicRowsQuerySet(models.QuerySet):
    """Rows that belong to the whole clinic: whoever may see this kind of row sees each."""

    def visible_to(self, user: "User") -> Self:
        may = user.is_active and user.has_perm(f"{self.model._meta.app_label}.view_{self.model._meta.model_name}")
        return self if may else self.none()


class SeenThroughQuerySet(models.QuerySet):
    """Rows of another row, the one that the field `through` names: whoever sees that one sees each."""

    through: str

    def visible_to(self, user: "User") -> Self:
        seen = self.model._meta.get_field(self.through).related_model.objects.visible_to(user)
        return self.filter(**{f"{self.through}__in": seen})


class OfLeadQuerySet(SeenThroughQuerySet):
    """Rows about a lead."""

    through = "lead"


class PairQuerySet(models.QuerySet):
    """Two leads in a row: whoever sees both sees it."""

    def visible_to(self, user: "User") -> Self:
        leads = self.model._meta.get_field("one").related_model.objects.visible_to(user)
        return self.filter(one__in=leads, other__in=leads)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Questions about kept searches."""

    def visible_to(self, user: "User") -> Self:
        """One's own, and what colleagues share."""
        if not user.is_active or not user.has_perm("leads.view_lead"):
            return self.none()
        return self.filter(Q(owner=user) | Q(is_shared=True))


class LeadQuerySet(models.QuerySet["Lead"]):
    """Questions about leads; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """The leads this member of staff may see: all, or those nobody has yet and their own or team's (F:T9); who
        works for a partner sees that partner's, as long as it works with the clinic."""
        if not user.is_active or not user.has_perm("leads.view_lead"):
            return self.none()
        return self.filter(self.within_scope_of(user))

    def within_scope_of(self, user: "User", *, by: str = "") -> Q:
        """What this scope asks of a lead, for rows that reach one `by` a key, "lead__" say: as a join it costs what
        a page shows, while the list of all leads that somebody sees is as long as the clinic."""
        if user.data_scope == user.DataScope.OWN:
            return Q(**{f"{by}assigned_to": user}) | Q(**{f"{by}assigned_to": None})
        if user.data_scope == user.DataScope.TEAM:
            mates = user._meta.model.objects.team_mates_of(user).values("pk")
            return Q(**{f"{by}assigned_to__in": mates}) | Q(**{f"{by}assigned_to": None})
        if user.data_scope == user.DataScope.PARTNER:
            partners = self.model._meta.get_field("partner").related_model.objects
            return Q(**{f"{by}partner__in": partners.filter(members=user, is_active=True)})
        return Q()

    def current(self) -> Self:
        """Not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def matching(self, text: str) -> Self:
        """Those whose word list fits what somebody typed (leads.services.finding.search), or who have the number
        that they typed: of the lead, or of an arrival that a sender was told (F:I2). All for nothing typed."""
        if not text.strip():
            return self
        asked = read_search(text)
        if asked.says_nothing:
            return self.none()
        found = Q(Among(self._related("words").saying(asked))) if asked.words else Q(pk=asked.pk)
        if asked.pk is not None:
            found |= Q(pk=asked.pk)
        if asked.submission is not None:
            found |= Q(Among(self._related("payloads").filter(submission=asked.submission)))
        return self.filter(found)

    def _related(self, name: str) -> models.QuerySet:
        return self.model._meta.get_field(name).related_model.objects.all()


class WordsQuerySet(OfLeadQuerySet):
    """Questions about word lists."""

    def saying(self, asked: Asked) -> Self:
        """Those that have each word of the question."""
        return self.filter(asked.fits())


class ExportQuerySet(models.QuerySet["Export"]):
    """Questions about files of leads; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """One's own; who may see all exports sees that they are there. A file is its owner's alone (H:A9)."""
        if not user.is_active:
            return self.none()
        return self if user.has_perm("leads.view_export") else self.of(user)

    def of(self, user: "User") -> Self:
        """Those that this person may fetch: their own, as long as their role exports."""
        return self.filter(by=user) if user.is_active and user.has_perm("leads.export_lead") else self.none()

    def at_hand(self, now: datetime) -> Self:
        """Not expired."""
        return self.filter(expires_at__gt=now)


class ListUploadQuerySet(models.QuerySet["ListUpload"]):
    """Questions about files for the clinic's lists."""

    def visible_to(self, user: "User") -> Self:
        """One's own."""
        return self.filter(by=user) if user.is_active else self.none()

    def at_hand(self, now: datetime) -> Self:
        """Not expired."""
        return self.filter(expires_at__gt=now)


class PayloadQuerySet(models.QuerySet["LeadPayload"]):
    """Questions about arrivals."""

    def visible_to(self, user: "User") -> Self:
        """Raw bodies (F:L21): those of nobody, and of the leads that this person may see."""
        if not user.is_active or not user.has_perm("leads.view_leadpayload"):
            return self.none()
        if user.data_scope == user.DataScope.ALL:
            return self
        leads = self.model._meta.get_field("lead").related_model.objects.visible_to(user)
        seen = Q(lead__in=leads)
        return self.filter(seen if user.data_scope == user.DataScope.PARTNER else seen | Q(lead=None))

    def waiting(self) -> Self:
        """In triage: held, and nobody decided yet."""
        return self.exclude(held_for="").filter(decision="")


class ImportQuerySet(models.QuerySet["LeadImport"]):
    """Questions about the lists that people brought."""

    def visible_to(self, user: "User") -> Self:
        """One's own; everybody's for who may take back what anybody did with them."""
        if not user.is_active or not user.has_perm(IMPORT):
            return self.none()
        return self if user.has_perm(ANY_IMPORT) else self.filter(by=user)

    def expired(self, now: datetime) -> Self:
        """Files and rows that nobody needs any more."""
        return self.filter(expires_at__lte=now)


class OfImportQuerySet(SeenThroughQuerySet):
    """Rows of a list."""

    through = "brought"
