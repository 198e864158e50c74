"""/embed/...: what any page on any host may load; it is the same for everybody and holds nothing of a clinic."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from leads.website.script import Served, served

CACHE = "public, max-age=3600"


def _served(name: str) -> Served:
    try:
        return served()[name]
    except KeyError:
        raise Http404 from None


def _etag(request: HttpRequest, embedded: str) -> str:
    return quote_etag(_served(embedded).etag)


@require_safe
@condition(etag_func=_etag)
def embed_file(request: HttpRequest, embedded: str) -> HttpResponse:
    """The script, its words, its look. Without credentials, so every origin may read it (H:L13)."""
    one = _served(embedded)
    return HttpResponse(
        one.body,
        content_type=one.content_type,
        headers={
            "Cache-Control": CACHE,
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Access-Control-Allow-Origin": "*",
        },
    )
