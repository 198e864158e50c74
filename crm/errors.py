"""What an address answers when no view does: a page for people, HOUSE's JSON for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import server_error as plain_server_error


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: nothing to render when the database is away, DatabaseAwayMiddleware has the answer already."""
    if away := getattr(request, "away", None):
        return away
    if request.path.startswith("/api/"):
        return refusal("broken", "This is our fault, and nothing half done was kept. Try again later.", 500)
    return plain_server_error(request)


@csrf_exempt
def no_such_endpoint(request: HttpRequest) -> HttpResponse:
    """Below /api/ where nothing is: the same body as for a row that is not there."""
    return refusal("not_found", "Not found.", 404)


def refusal(code: str, detail: str, status: int) -> JsonResponse:
    """HOUSE's shape, for where no view and no serializer is."""
    return JsonResponse({"code": code, "detail": detail, "fields": {}}, status=status)
