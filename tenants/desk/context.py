"""What every template of the desk may name."""

from django.conf import settings
from django.http import HttpRequest

from tenants.services import hosts


def desk(request: HttpRequest) -> dict[str, object]:
    """`clinic` (None on the platform), `platform_address`, and where the live process listens."""
    clinic = getattr(request, "clinic", None)
    host = hosts.normalise(request.META.get("HTTP_HOST", ""))
    return {
        "clinic": clinic,
        "platform_address": hosts.platform_address(),
        "live_url": settings.LIVE_URL.format(host=host) if clinic else "",
    }
