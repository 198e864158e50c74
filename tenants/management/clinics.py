"""Finding a clinic by what an operator typed."""

import re

from crm.lib.errors import InvalidData
from tenants.models import Clinic
from tenants.models.clinic import SLUG


def clinic_named(slug: str) -> Clinic:
    """The clinic of a slug, whatever its state. Raises InvalidData that names those there are."""
    found = Clinic.objects.filter(slug=slug).first() if re.fullmatch(SLUG, slug) else None
    if found is None:
        known = ", ".join(Clinic.objects.values_list("slug", flat=True)[:20]) or "none yet"
        raise InvalidData(f"There is no clinic {ascii(slug)[1:-1]}. There are: {known}.")
    return found


def finished_clinic(slug: str) -> Clinic:
    """One that has a schema to work in. Raises InvalidData for one that is still being set up."""
    clinic = clinic_named(slug)
    if clinic.state == Clinic.State.PROVISIONING:
        raise InvalidData(f"{clinic.name} is still being set up: repeat its create_clinic first.")
    return clinic
