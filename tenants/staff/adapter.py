"""What allauth asks us: where somebody comes from, where he may be led, and what it may say."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tenants.desk.address import client_address
from tenants.staff.models import User

UNKNOWN = "0.0.0.0"  # noqa: S104  an address that is nobody's, where the server tells none


class HouseAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers (H:N9)."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this host: the clinic next door is a stranger (H:N13)."""
        here = context.request
        return url_has_allowed_host_and_scheme(
            url or "", allowed_hosts={here.get_host()}, require_https=here.is_secure()
        )

    def login(self, request: HttpRequest, user: User) -> None:
        from tenants.audit.services.record import record

        super().login(request, user)
        record("login.succeeded", user)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or UNKNOWN

    def add_message(self, *_: object, **__: object) -> None:
        """The page itself says that one is in."""
