"""What is already here that a request looks like: for whoever decides, never for whoever asks."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from tenants.models import Clinic, Domain, Registration

MOST = 5


@dataclass(frozen=True)
class Alike:
    """`slug_is_taken`: this workspace name cannot be approved. The others are hints."""

    slug_is_taken: bool
    clinics: list[Any]
    requests: list[Any]


def domain_for(slug: str) -> str:
    return f"{slug}.{settings.BASE_DOMAIN}"


def alike(asked: Registration) -> Alike:
    """Clinics of this workspace, domain or name, and requests of the same mail, number, workspace or name."""
    domain = domain_for(asked.slug)
    named = Q(slug=asked.slug) | Q(name__iexact=asked.clinic_name) | Q(domains__name=domain)
    clinics = Clinic.objects.filter(named).exclude(pk=asked.clinic_id).distinct()[:MOST]
    same = Q(email=asked.email) | Q(phone=asked.phone) | Q(slug=asked.slug)
    same |= Q(clinic_name__iexact=asked.clinic_name)
    requests = Registration.objects.filter(same).exclude(pk=asked.pk)[:MOST]
    others = Domain.objects.filter(name=domain).exclude(clinic_id=asked.clinic_id)
    taken = Clinic.objects.filter(slug=asked.slug).exclude(pk=asked.clinic_id)
    return Alike(taken.exists() or others.exists(), list(clinics), list(requests))
