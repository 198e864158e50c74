"""What commands share: finding a clinic by its slug, and turning refusals into one line and exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from crm.lib.errors import HouseError
from tenants.models import Clinic


def clinic_named(slug: str) -> Clinic:
    """The clinic of a slug. Raises CommandError that names those there are."""
    found = Clinic.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Clinic.objects.values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no clinic {slug}. There are: {known}.")
    return found


@contextmanager
def plain_refusals() -> Iterator[None]:
    try:
        yield
    except HouseError as refusal:
        raise CommandError(refusal.detail) from refusal
