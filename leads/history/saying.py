"""What a form sent as a code, as the reader says it; whatever people wrote in words stays as it is."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django_countries import countries

from leads.services.reading.places import country_named, language_named
from tenants.staff.languages import named


def as_said(name: str, text: str) -> str:
    """The text of the field `name` for people: "de" is German, "IE" is Ireland."""
    say = _SAYING.get(name)
    return (say(text) if say else "") or text


def _country(text: str) -> str:
    return str(countries.name(country_named(text)))


def _language(text: str) -> str:
    return next(iter(named([language_named(text)])), "")


def _consent(text: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(text.lower(), "")


_SAYING: Mapping[str, Callable[[str], str]] = {"country": _country, "language": _language, "consent": _consent}
