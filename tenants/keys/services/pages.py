"""In which pages keys stand, kept beside the routes so that a browser's question costs one indexed look-up."""

from tenants.keys.models import ApiKey
from tenants.services.routes import set_key_origins


def pages_in_step() -> None:
    """Write the pages of this clinic's working site keys to their routes; for those made before routes had them."""
    for route, origins in ApiKey.objects.living().filter(kind=ApiKey.Kind.SITE).values_list("route", "origins"):
        set_key_origins(route, origins)
