"""A new clinic, from a name to a schema people can work in. Every step may die and be run again (H:R8)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData
from tenants.context import clinic_context
from tenants.models import Clinic, Domain
from tenants.models.clinic import SLUG
from tenants.services import hosts
from tenants.services.cloning import clone_schema
from tenants.services.due import schedule_missing
from tenants.services.migrating import PUBLIC, TEMPLATE, at_head, bring_and_note, schemas_locked

_SLUG = re.compile(SLUG)
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


def data_pack(pack: Callable[[], object]) -> None:
    """Register what a new clinic gets on its first day. Runs in the clinic; must be safe to repeat."""
    _packs.append(pack)


@dataclass(frozen=True)
class NewClinic:
    name: str
    slug: str
    domain: str


def provision(
    new: NewClinic,
    *,
    before_opening: Callable[[], object] | None = None,
    report: Callable[[str], object] = lambda step: None,
) -> Clinic:
    """Make the clinic, or finish making it: the same call resumes what a crash left. Raises InvalidData, Conflict.

    Until the last step its state is `provisioning` and its host answers 404. `before_opening` runs in the finished
    clinic just before that step, so that a crash never leaves a clinic that is open and lacks it; safe to repeat.
    `report` is called with each step that is done (Registration.Step), outside of transactions.
    """
    clinic = reserve(new)
    report("reserved")
    with schemas_locked() as owner:
        _check_turn(clinic)
        bring_and_note(owner, TEMPLATE)
        report("ready")
        with transaction.atomic():
            if not _has_schema(owner, clinic.schema_name):
                clone_schema(owner, source=TEMPLATE, target=clinic.schema_name)
        report("cloned")
        bring_and_note(owner, clinic.schema_name)
        report("migrated")
        furnish(clinic)
        report("furnished")
        if before_opening:
            with clinic_context(clinic):
                before_opening()
            report("invited")
        clinic.state = Clinic.State.ACTIVE
        with transaction.atomic():  # with its line in the trail, or not at all
            clinic.save(update_fields=["state"])
    hosts.forget_hosts()
    return clinic


def reserve(new: NewClinic, *, resumes: bool = True) -> Clinic:
    """The row and the domain, or those that an interrupted run reserved under the same slug and domain.

    Without `resumes` they are new, or Conflict is raised: nobody gets what somebody else is making.
    """
    name, slug, domain = _checked(new)
    known = Clinic.objects.filter(slug=slug).first()
    if known:
        return _resumed(known, domain, resumes=resumes)
    try:
        with transaction.atomic():
            clinic = Clinic.objects.create(slug=slug, name=name)
            Domain.objects.create(name=domain, clinic=clinic, is_primary=True)
    except IntegrityError as taken:
        if at_once := Clinic.objects.filter(slug=slug).first():
            return _resumed(at_once, domain, resumes=resumes)
        if Domain.objects.filter(name=domain).exists():
            raise Conflict(f"The domain {domain} belongs to another clinic.") from taken
        raise
    return clinic


def _check_turn(clinic: Clinic) -> None:
    """Alone at work now: whether the order still stands."""
    clinic.refresh_from_db()
    if clinic.state != Clinic.State.PROVISIONING:
        raise _taken(clinic)  # somebody else gave the same order and was first
    if not at_head(PUBLIC):
        raise Conflict("The platform's own tables are not at head. Run migrate_clinics first.")


def furnish(clinic: Clinic) -> None:
    """Reference data and the index of due work; adds only what is missing."""
    schedule_missing([clinic], now=timezone.now())
    with clinic_context(clinic), transaction.atomic():
        for pack in _packs:
            pack()


def _checked(new: NewClinic) -> tuple[str, str, str]:
    """Name, slug and domain as they are stored. Raises InvalidData that says of each what is wrong with it."""
    name, slug, domain = " ".join(new.name.split()), new.slug.strip(), hosts.normalise(new.domain)
    found = {"name": _wrong_name(name), "slug": _wrong_slug(slug), "domain": _wrong_domain(domain)}
    problems = {field: [said] for field, said in found.items() if said}
    if problems:
        raise InvalidData(" ".join(f"{field}: {said}" for field, (said,) in problems.items()), fields=problems)
    return name, slug, domain


def _wrong_name(name: str) -> str:
    longest = Clinic._meta.get_field("name").max_length
    return "" if 1 <= len(name) <= longest and name.isprintable() else f"1 to {longest} printable characters."


def _wrong_slug(slug: str) -> str:
    longest = Clinic._meta.get_field("slug").max_length
    if not 2 <= len(slug) <= longest or not _SLUG.fullmatch(slug):
        return f"2 to {longest} lower-case letters, digits and single hyphens between them."
    return f"{slug} is a reserved word." if slug in RESERVED else ""


def _wrong_domain(domain: str) -> str:
    if not domain:
        return (
            "A host name like clinic.example.com: labels of letters, digits and hyphens, no https://, no path,"
            f" other scripts in their xn-- form, {hosts.LONGEST} characters at most."
        )
    label, _, rest = domain.partition(".")
    if hosts.is_platform_host(domain) or (hosts.is_platform_host(rest) and label in RESERVED):
        return f"{domain} is the platform's own."
    return ""


def _resumed(clinic: Clinic, domain: str, *, resumes: bool) -> Clinic:
    if not resumes or clinic.state != Clinic.State.PROVISIONING:
        raise _taken(clinic)
    if not clinic.domains.filter(name=domain).exists():
        raise Conflict(f"The workspace {clinic.slug} exists already: it is being set up under another domain.")
    return clinic


def _taken(clinic: Clinic) -> Conflict:
    return Conflict(f"The workspace {clinic.slug} exists already.")


def _has_schema(owner: object, name: str) -> bool:
    with owner.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [name])
        return bool(cursor.fetchone()[0])
