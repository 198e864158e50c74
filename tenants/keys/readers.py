"""Who may read an answer: written where all answers pass, errors too (`tenants.keys.cors` decides)."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

EXPOSE_HEADERS = "Retry-After"


def tell_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Name the page that may read the answer of an address that pages may call; of any other nothing is said."""
    origin = getattr(request, "cors_origin", None)
    if origin is None:
        return
    patch_vary_headers(response, ["Origin"])
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Expose-Headers"] = EXPOSE_HEADERS
