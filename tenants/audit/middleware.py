"""Every request says where its changes come from."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from tenants.audit import origin
from tenants.desk.address import client_address

Answer = Callable[[HttpRequest], HttpResponse]


class OriginMiddleware:
    """In the place of auditlog's own, which believes the first X-Forwarded-For that anybody writes."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = origin.Origin(
            door=_door(request.path), address=client_address(request), request=request, home=connection.schema_name
        )
        with origin.coming_from(here):
            return self.get_response(request)


def _door(path: str) -> str:
    if path.startswith("/api/"):
        return origin.API
    return origin.ADMIN if path.startswith("/admin/") else origin.PUBLIC
