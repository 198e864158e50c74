"""What people of a demo clinic agreed to in a talk, and who asked to hear no more; their forms say the rest."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from django.db import transaction

from leads.models import Consent, ContactAttempt, Disposition, Lead, Purpose, Suppression
from leads.services.consent import Given, suppress
from leads.services.consent.agreeing import BY_HAND, row_of
from leads.services.consent.keys import key_of
from leads.services.consent.person import of_lead
from leads.services.demo_walks import SAID_YES, along
from tenants.audit.origin import as_if
from tenants.audit.services.record import record
from tenants.services.together import together

NEWS, NO_NEWS = 0.4, 0.1  # of those who said yes: who wants offers, and who took that back


@transaction.atomic
def agree(*, seed: str, now: datetime) -> None:
    """Whoever said yes agreed to what is kept of their health. Done again it changes nothing."""
    if Suppression.objects.exists() or Consent.objects.filter(source=BY_HAND).exists():
        return
    draw = Random(f"{seed} consents")  # noqa: S311  repeatable on purpose
    rows = Lead.objects.filter(stage__semantic__in=SAID_YES, assigned_to__isnull=False)
    leads = rows.select_related("assigned_to").prefetch_related("identities").order_by("pk")
    said = [one for lead in leads for one in _said(draw, lead, now)]
    Consent.objects.bulk_create(said)
    with together():
        for one in said:
            with as_if(one.at, who=one.by):
                record("lead.agreed" if one.is_given else "lead.disagreed", one.lead, note=one.purpose)
    _stop_one()


def _said(draw: Random, lead: Lead, now: datetime) -> Iterator[Consent]:
    """Draws as often whatever comes of it."""
    luck = draw.random()
    yield _consent(lead, Purpose.HEALTH, along(lead, now, 0.25))
    if luck < NEWS:
        yield _consent(lead, Purpose.MARKETING, along(lead, now, 0.26))
    if luck < NO_NEWS:
        yield _consent(lead, Purpose.MARKETING, along(lead, now, 0.8), is_given=False)


def _consent(lead: Lead, purpose: str, at: datetime, *, is_given: bool = True) -> Consent:
    key = next((key_of(one.kind, one.value) for one in lead.identities.all() if one.is_valid), "")
    said = row_of(Given(purpose), address_key=key, is_given=is_given)
    return Consent(lead=lead, at=at, by=lead.assigned_to, **said)


def _stop_one() -> None:
    """The first who was not interested asked for it."""
    refused = ContactAttempt.objects.filter(disposition=Disposition.NOT_INTERESTED, lead__archived_at=None)
    last = refused.select_related("lead", "by").order_by("at", "pk").first()
    if last is not None:
        last.disposition = Disposition.DO_NOT_CONTACT
        last.save(update_fields=["disposition"])
        with as_if(last.at, who=last.by):
            told = {"reason": Suppression.Reason.ASKED, "source": BY_HAND, "by": last.by, "now": last.at}
            suppress(of_lead(last.lead), lead=last.lead_id, **told)
