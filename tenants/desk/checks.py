"""Before anything is served: no address without a declared permission, no declaration without an address (H:A1)."""

from collections.abc import Iterable, Iterator

from django.core.checks import CheckMessage, Error, Tags, register

from tenants.desk.access import SITES, declared, rule_of
from tenants.desk.addresses import addresses


@register(Tags.urls)
def every_address_is_declared(app_configs: object, **_: object) -> Iterable[CheckMessage]:
    return [message for site in SITES for message in _of(site)]


def _of(site: str) -> Iterator[CheckMessage]:
    known = addresses(site)
    for one in known:
        if rule_of(site, one.name, one.view) is None:
            said = f"The address {one.route!r} ({one.name or 'without a name'}) of the {site} site is not declared."
            yield Error(said, hint="See tenants.desk.access.", id="desk.E001")
    for name in sorted(declared(site) - {one.name for one in known}):
        yield Error(f"{name} is declared for the {site} site and has no address.", id="desk.E002")
