"""The facts about somebody who has just arrived."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from leads.services.scoring.active import active_profile
from leads.services.scoring.facts import Facts
from leads.services.scoring.points import Scored, score

if TYPE_CHECKING:
    from leads.models import Identity, Lead, Treatment
    from leads.services.reading import Contact, Told


def score_arrival(told: "Told", treatment: "Treatment | None", *, at: datetime, now: datetime) -> Scored:
    """A new lead's first score, by the profile in use. One small query: which profile that is."""
    return score(facts_of(told, treatment, at), active_profile(), now=now)


def facts_of(told: "Told", treatment: "Treatment | None", at: datetime) -> Facts:
    """What the arrival says of a new lead; `at` is when it came. Asks the database nothing."""
    return Facts(
        has_phone=any(contact.kind == "phone" and contact.is_valid for contact in told.contacts),
        has_email=any(contact.kind == "email" and contact.is_valid for contact in told.contacts),
        has_both_names=bool(told.first_name and told.last_name),
        has_place=bool(told.country or told.language),
        email_domain=_domain(told.contacts),
        company=told.company,
        source=told.source,
        treatment=treatment.name if treatment else "",
        interest=told.interest or told.message,
        created_at=at,
        last_inbound_at=at,
    )


def score_return(lead: "Lead", told: "Told", treatment: "Treatment | None", *, at: datetime) -> Scored:
    """The score of a lead whose person writes again at `at`. Two queries: contacts, and the profile in use."""
    known = list(lead.identities.filter(is_valid=True))
    said = facts_of(told, treatment or lead.treatment, at)
    mail = said.email_domain or _domain(known)
    facts = replace(
        said,
        has_phone=said.has_phone or any(contact.kind == "phone" for contact in known),
        has_email=bool(mail),
        email_domain=mail,
        has_both_names=bool(lead.first_name and lead.last_name),
        has_place=said.has_place or bool(lead.country or lead.language),
        company=lead.company or told.company,
        source=lead.source,
        interest=said.interest or lead.interest,
        created_at=lead.created_at,
    )
    return score(facts, active_profile(), now=at)


def _domain(contacts: "Iterable[Contact | Identity]") -> str:
    mail = next((one.value for one in contacts if one.kind == "email" and one.is_valid), "")
    return mail.rpartition("@")[2]
