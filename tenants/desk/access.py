"""Who may open which address (HOUSE 11, H:A1). Nobody, unless it is declared here.

Admin pages and `register_page` declare themselves, API views by their attribute `permission`; everything else calls
`declare` in `apps.ready()`. `tenants.desk.checks` refuses to start with an address that nobody declared, and with a
declaration that has no address; `AccessMiddleware` asks before each view.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

CLINIC, PLATFORM = "clinic", "platform"
SITES = (CLINIC, PLATFORM)
READING = frozenset({"GET", "HEAD", "OPTIONS"})

ANYONE = "anyone"  # public: nothing of a clinic is shown or done
ANY_STAFF = "any staff"  # whoever is logged in on this host
BY_KEY = "by key"  # the view checks an API key, before it reads the body
BY_LINK = "by link"  # a signed link is the permission, and the view checks it
BY_SIGNATURE = "by signature"  # a provider signed the request, and the view checks it before anything else
WORDS = frozenset({ANYONE, ANY_STAFF, BY_KEY, BY_LINK, BY_SIGNATURE})
OPEN = WORDS - {ANY_STAFF}


@dataclass(frozen=True)
class Rule:
    """What reading and writing ask for: one of WORDS, or "app.codename"."""

    reading: str
    writing: str

    def asks(self, method: str | None) -> str:
        return self.reading if method in READING else self.writing


_rules: dict[tuple[str, str], Rule] = {}


def declare(url_name: str, permission: str, *, writing: str = "", site: str = "") -> None:
    """Say what `url_name` ("invitation", "admin:leads_lead_change") asks for, on one site or on both.

    `writing` is for methods other than GET, HEAD and OPTIONS, where they need more. Raises ValueError for a second,
    different declaration.
    """
    rule = Rule(permission, writing or permission)
    for one in [site] if site else SITES:
        if _rules.setdefault((one, url_name), rule) != rule:
            raise ValueError(f"{url_name} is declared twice, differently.")


def declared(site: str) -> frozenset[str]:
    return frozenset(name for one, name in _rules if one == site)


def rule_of(site: str, url_name: str, view: Callable[..., Any]) -> Rule | None:
    """The rule of an address: declared by name, or by the `permission` of its API view; None is nobody's."""
    rule = _rules.get((site, url_name))
    api_view = getattr(view, "cls", view)
    permission = getattr(api_view, "permission", "")
    if rule is None and permission:
        rule = Rule(permission, getattr(api_view, "writing_permission", "") or permission)
    return rule


def allows(permission: str, request: HttpRequest) -> bool:
    """Whether this visitor may; rows are another question, which `visible_to` answers."""
    if permission in OPEN:
        return True
    user = request.user
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    if site_of(request) == PLATFORM and not user.is_superuser:
        return False
    return permission == ANY_STAFF or user.has_perm(permission)


def site_of(request: HttpRequest) -> str:
    return PLATFORM if request.clinic is None else CLINIC
