"""The version of a lead that a program has read, and sends back with its change."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The version that was read.")


def version_read(request: Request) -> str:
    """Empty for any."""
    version = request.headers.get("If-Match", "").strip().strip('"')
    return "" if version == "*" else version
