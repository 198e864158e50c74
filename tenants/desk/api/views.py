"""What every endpoint for staff has in common: a session, a permission, our answers."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from crm.lib.errors import Unreadable
from tenants.desk import access
from tenants.desk.api.schema import HouseAutoSchema
from tenants.keys.refusing import refusal_of

BODIED = {"POST", "PUT", "PATCH"}


class StaffSession(SessionAuthentication):
    """The login of the desk, with its CSRF token for everything that writes; without one 401, not 403.

    An API key is no login, and says so.
    """

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is None and "X-API-Key" in request.headers:
            raise refusal_of(request)
        return found

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class ByPermission(BasePermission):
    """The registry was asked before the view; asked again here, for a view that is called by another way."""

    def has_permission(self, request: Request, view: "HouseAPIView") -> bool:
        rule = access.rule_of(access.site_of(request._request), "", view)
        if request.user is None:  # DRF's word for nobody
            return False
        return rule is not None and access.allows(rule.asks(request.method), request)


class HouseAPIView(APIView):
    """An endpoint for whoever is logged in here and has `permission`, "app.codename" or access.ANY_STAFF.

    `writing_permission` is what methods other than GET, HEAD and OPTIONS ask for, when that is more.
    """

    permission: str
    writing_permission = ""
    authentication_classes = [StaffSession]
    permission_classes = [ByPermission]
    schema = HouseAutoSchema()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who may, and then: nothing at all is no JSON, where DRF would read an empty object."""
        super().initial(request, *args, **kwargs)
        if request.method in BODIED and request.stream is None:
            raise Unreadable(_("Send a JSON object."))
