from typing import Any

from tenants.management.plain import PlainCommand
from tenants.models import Clinic


class Command(PlainCommand):
    """Slug, state, host, schema and name of every clinic, one a line, separated by tabs."""

    help = "List the clinics: slug, state, primary domain, schema, name; separated by tabs."

    def handle(self, *args: Any, **options: Any) -> None:
        for clinic in Clinic.objects.prefetch_related("domains"):
            host = next((d.name for d in clinic.domains.all() if d.is_primary), "-")
            self.stdout.write("\t".join([clinic.slug, clinic.state, host, clinic.schema_name, clinic.name]))
