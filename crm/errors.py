"""What is answered where no view does: a page for people, HOUSE's JSON for programs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import server_error as plain_server_error


class WordsMiddleware:
    """Django's 405 is empty, and a browser shows an error of its own: this one says what it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        worded = refusal(request, "method_not_allowed", _("This address cannot be opened like this."), 405)
        worded["Allow"] = response["Allow"]
        return worded


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: a constant sentence, because the words of an exception quote what was sent."""
    return refusal(request, "unreadable", _("What was sent holds something that cannot be read."), 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: nothing to render when the database is away, DatabaseAwayMiddleware has the answer already."""
    if away := getattr(request, "away", None):
        return away
    if for_programs(request):
        sentence = _("This is our fault, and nothing half done was kept. Try again later.")
        return refusal(request, "broken", sentence, 500)
    return plain_server_error(request)


@csrf_exempt
def no_such_endpoint(request: HttpRequest) -> HttpResponse:
    """Below /api/ where nothing is: the same body as for a row that is not there."""
    return refusal(request, "not_found", "Not found.", 404)


def refusal(request: HttpRequest, code: str, detail: str, status: int) -> HttpResponse:
    """The sentence in the form that the door asks for; neither form asks the database."""
    if for_programs(request):
        return JsonResponse({"code": code, "detail": detail, "fields": {}}, status=status)
    return HttpResponse(render_to_string("refused.html", {"detail": detail}), status=status)


def for_programs(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
