"""Two clinics of the product with a key each: an empty one, and one to be filled. Imports Django late."""

from dataclasses import dataclass

from crm.bench.environment import BASE_DOMAIN

PATH = "/api/v1/leads"


@dataclass(frozen=True)
class BenchClinic:
    schema: str
    host: str
    key: str


def make_clinics() -> tuple[BenchClinic, BenchClinic]:
    """(empty, full). Raises RuntimeError when the migrations fail."""
    import django

    django.setup()
    from django.db import connection

    from tenants.services.migrating import migrate_everything

    if failed := migrate_everything():
        raise RuntimeError(f"Migrating failed: {failed}")
    pair = make_clinic("Empty", "empty"), make_clinic("Full", "full")
    connection.close()
    return pair


def make_clinic(name: str, slug: str) -> BenchClinic:
    from tenants.context import clinic_context
    from tenants.keys.models import ApiKey
    from tenants.keys.models.api_key import MOST_PER_HOUR
    from tenants.keys.services.issue import issue_key
    from tenants.services.provisioning import NewClinic, provision

    host = f"{slug}.{BASE_DOMAIN}"
    clinic = provision(NewClinic(name, slug, host))
    with clinic_context(clinic):
        key = issue_key(kind="secret", name="bench")
        ApiKey.objects.update(per_hour=MOST_PER_HOUR)  # it pays for the count, and is never refused
    return BenchClinic(clinic.schema_name, host, key)
