from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from crm.lib.mail import mail_box
from crm.lib.phone import e164

if TYPE_CHECKING:
    from tenants.staff.models import User

SUBMISSION_DIGITS = 15  # see leads.models.payload.submission_number


class ClinicRowsQuerySet(models.QuerySet):
    """Rows that belong to the whole clinic: whoever may see this kind of row sees each."""

    def visible_to(self, user: "User") -> Self:
        may = user.is_active and user.has_perm(f"{self.model._meta.app_label}.view_{self.model._meta.model_name}")
        return self if may else self.none()


class LeadQuerySet(models.QuerySet["Lead"]):
    """Questions about leads; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """The leads this member of staff may see: all, or those nobody has yet and their own or team's (F:T9)."""
        if not user.is_active or not user.has_perm("leads.view_lead"):
            return self.none()
        if user.data_scope == user.DataScope.OWN:
            return self.filter(Q(assigned_to=user) | Q(assigned_to=None))
        if user.data_scope == user.DataScope.TEAM:
            mates = user._meta.model.objects.team_mates_of(user).values("pk")
            return self.filter(Q(assigned_to__in=mates) | Q(assigned_to=None))
        return self

    def current(self) -> Self:
        """Not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def matching(self, text: str) -> Self:
        """Each of the first six words is in a name, or the whole text is in a mail or a telephone number, or it is
        the number of an arrival that a sender was told (F:I2)."""
        named = Q()
        for word in text.split()[:6]:
            named &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
        reached = Q(identities__value__icontains=_as_stored(text))
        reached |= Q(identities__kind="email", identities__typed__icontains=text.strip())
        if len(text.strip()) == SUBMISSION_DIGITS and text.strip().isascii() and text.strip().isdigit():
            arrivals = self.model._meta.get_field("payloads").related_model.objects
            reached |= Q(pk__in=arrivals.filter(submission=int(text)).values("lead"))
        return self.filter(named | reached).distinct() if text.strip() else self


class PayloadQuerySet(models.QuerySet["LeadPayload"]):
    """Questions about arrivals."""

    def visible_to(self, user: "User") -> Self:
        """Raw bodies (F:L21): those of nobody, and of the leads that this person may see."""
        if not user.is_active or not user.has_perm("leads.view_leadpayload"):
            return self.none()
        if user.data_scope == user.DataScope.ALL:
            return self
        leads = self.model._meta.get_field("lead").related_model.objects.visible_to(user)
        return self.filter(Q(lead=None) | Q(lead__in=leads))

    def waiting(self) -> Self:
        """In triage: held, and nobody decided yet."""
        return self.exclude(held_for="").filter(decision="")


def _as_stored(text: str) -> str:
    """A telephone number or a mail as it is stored, whatever its spelling; anything else as it is."""
    digits = "".join(ch for ch in text if ch.isdigit() or ch == "+")
    looks_like_a_number = len(digits) >= 4 and not any(ch.isalpha() or ch == "@" for ch in text)
    if not looks_like_a_number:
        return mail_box(text.strip()) or text.strip()
    return e164(text) or digits.lstrip("0") or digits
