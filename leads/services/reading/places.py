"""Countries and languages as people write them, in ISO codes (F:L25)."""

import re
from functools import cache, lru_cache
from gettext import translation
from pathlib import Path

import django_countries
from django.conf.locale import LANG_INFO
from django.utils.translation import override
from django_countries import countries

from crm.lib.words import plain_words
from leads.services.reading.other_names import OTHER_NAMES
from tenants.settings.countries import is_country

# Those of our visitors and their clinics; names that the library does not have are in other_names.
LANGUAGES = ("it", "de", "tr_TR", "fr", "es", "pt_PT", "nl", "pl", "ro", "ar", "el", "sr", "hr", "ru", "uk", "sv")
_CODE = re.compile(r"([A-Za-z]{2,3})([-_].*)?")


@lru_cache(maxsize=4096)
def country_named(text: str) -> str:
    """ISO 3166 alpha-2 (or XK) of a code or of a name in one of our languages; empty when it is neither."""
    code = text.strip().upper()
    if len(code) == 2 and is_country(code):
        return code
    return _countries().get(_folded(text), "") if text else ""


@lru_cache(maxsize=4096)
def language_named(text: str) -> str:
    """ISO 639 code of a tag ("it-IT") or of a name in English or the language itself; empty when it is neither."""
    tag = _CODE.fullmatch(text.strip())
    if tag and tag[1].lower() in _languages().values():
        return tag[1].lower()
    return _languages().get(_folded(text), "") if text else ""


def _folded(text: str) -> str:
    return " ".join(plain_words(text))


@cache
def _countries() -> dict[str, str]:
    """Folded name or alpha-3 code to alpha-2, read once a process from the small catalogues of the library."""
    with override(None):
        english = {code: str(name) for code, name in countries.countries.items()}
    folder = Path(django_countries.__file__).parent / "locale"
    names = {_folded(name): code for code, name in english.items()}
    for language in LANGUAGES:
        tongue = translation("django", folder, [language], fallback=True).gettext
        names = {_folded(tongue(name)): code for code, name in english.items()} | names
    names |= {countries.alpha3(code).lower(): code for code in english}
    return names | {_folded(name): code for code, listed in OTHER_NAMES.items() for name in listed}


@cache
def _languages() -> dict[str, str]:
    """Folded name to code; a variant ("pt-br") counts as its language."""
    known = [(code.partition("-")[0], info) for code, info in LANG_INFO.items() if "name" in info]
    return {_folded(info[key]): code for code, info in known for key in ("name", "name_local")}
