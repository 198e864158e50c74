"""Short addresses for one message, on the clinic's own domain."""

import secrets

from django.conf import settings
from django.urls import reverse

from comms.models import Message, ShortLink
from tenants.context import current_clinic
from tenants.services.hosts import address_of

BYTES = 12  # 96 bits of chance
SHOWN = "x" * 16  # in a preview, as long as one


class Links:
    """The short addresses of one text: hand it to `render` as `shorten`, then `keep` them with the message.

    The same page twice in a text is one address. Whoever makes many gives the clinic's own as `base`.
    """

    def __init__(self, base: str = "") -> None:
        self.codes: dict[str, str] = {}
        self._base = base

    def __call__(self, target: str) -> str:
        code = self.codes.setdefault(target, secrets.token_urlsafe(BYTES))
        return _address(code, self._base)

    def keep(self, message: Message) -> None:
        """Part of the transaction that writes the message."""
        ShortLink.objects.bulk_create(
            ShortLink(message=message, code=code, target=target) for target, code in self.codes.items()
        )


def shown(target: str) -> str:
    """What a preview has in its place: nothing is kept of it."""
    return _address(SHOWN)


def _address(code: str, base: str = "") -> str:
    path = reverse("short-link", urlconf=settings.ROOT_URLCONF, kwargs={"link_code": code})
    return (base or address_of(current_clinic())) + path
