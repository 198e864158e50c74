"""A new clinic, from a name to a schema people can work in. Every step may die and be run again (H:R8)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData
from tenants.context import clinic_context
from tenants.models import Clinic, ClinicDue, Domain
from tenants.services import hosts
from tenants.services.cloning import clone_schema
from tenants.services.migrating import PUBLIC, TEMPLATE, at_head, bring_and_note, schemas_locked

_SLUG = re.compile(r"[a-z0-9]([a-z0-9]|-(?!-)){0,38}[a-z0-9]")
# Host labels that mean something else on a platform.
RESERVED = {
    "www",
    "api",
    "admin",
    "app",
    "mail",
    "static",
    "live",
    "health",
    "public",
    "platform",
    "localhost",
}

_packs: list[Callable[[], object]] = []
_kinds_due: list[str] = []


def data_pack(pack: Callable[[], object]) -> None:
    """Register what a new clinic gets on its first day. Runs in the clinic; must be safe to repeat."""
    _packs.append(pack)


def works_in_every_clinic(task_name: str) -> None:
    """Register a clinic task that `for_each_clinic` looks for: a new clinic gets a ClinicDue row for it."""
    _kinds_due.append(task_name)


@dataclass(frozen=True)
class NewClinic:
    name: str
    slug: str
    domain: str


def provision(new: NewClinic, *, before_opening: Callable[[], object] | None = None) -> Clinic:
    """Make the clinic, or finish making it: the same call resumes what a crash left. Raises InvalidData, Conflict.

    Until the last step its state is `provisioning` and its host answers 404. `before_opening` runs in the finished
    clinic just before that step, so that a crash never leaves a clinic that is open and lacks it; safe to repeat.
    """
    clinic = reserve(new)
    with schemas_locked() as owner:
        if not at_head(PUBLIC):
            raise Conflict("The platform's own tables are not at head. Run migrate_clinics first.")
        bring_and_note(owner, TEMPLATE)
        with transaction.atomic():
            if not _has_schema(owner, clinic.schema_name):
                clone_schema(owner, source=TEMPLATE, target=clinic.schema_name)
        bring_and_note(owner, clinic.schema_name)
        furnish(clinic)
        if before_opening:
            with clinic_context(clinic):
                before_opening()
        clinic.state = Clinic.State.ACTIVE
        clinic.save(update_fields=["state"])
    hosts.forget_hosts()
    return clinic


def reserve(new: NewClinic) -> Clinic:
    """The row and the domain, or those that an interrupted run reserved under the same slug and domain."""
    slug, domain = _checked(new)
    known = Clinic.objects.filter(slug=slug).first()
    if known:
        return _resumed(known, domain)
    try:
        with transaction.atomic():
            clinic = Clinic.objects.create(slug=slug, name=new.name.strip())
            Domain.objects.create(name=domain, clinic=clinic, is_primary=True)
    except IntegrityError as taken:
        if at_once := Clinic.objects.filter(slug=slug).first():
            return _resumed(at_once, domain)
        raise Conflict(f"The domain {domain} belongs to another clinic.") from taken
    return clinic


def furnish(clinic: Clinic) -> None:
    """Reference data and the index of due work; adds only what is missing."""
    now = timezone.now()
    ClinicDue.objects.bulk_create(
        [ClinicDue(clinic=clinic, kind=kind, next_due=now) for kind in _kinds_due], ignore_conflicts=True
    )
    with clinic_context(clinic), transaction.atomic():
        for pack in _packs:
            pack()


def _checked(new: NewClinic) -> tuple[str, str]:
    problems: dict[str, list[str]] = {}
    slug, domain = new.slug.strip(), hosts.normalise(new.domain)
    if not _SLUG.fullmatch(slug) or slug in RESERVED:
        problems["slug"] = ["2 to 40 lower-case letters, digits and single hyphens, and not a reserved word."]
    if not domain or hosts.is_platform_host(domain):
        problems["domain"] = ["A host name of the clinic's own, without https:// and without a path."]
    if not new.name.strip() or len(new.name.strip()) > 120:
        problems["name"] = ["1 to 120 characters."]
    if problems:
        raise InvalidData(" ".join(f"{field}: {said[0]}" for field, said in problems.items()), fields=problems)
    return slug, domain


def _resumed(clinic: Clinic, domain: str) -> Clinic:
    if clinic.state != Clinic.State.PROVISIONING or not clinic.domains.filter(name=domain).exists():
        raise Conflict(f"The workspace {clinic.slug} exists already.")
    return clinic


def _has_schema(owner: object, name: str) -> bool:
    with owner.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [name])
        return bool(cursor.fetchone()[0])
