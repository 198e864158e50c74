"""The mail address that somebody meant who slipped."""

from functools import lru_cache

from crm.lib.mail import mail_box
from leads.services.finding.one_edit import one_edit

# Where most people have their mail; two of these are two, however alike they look.
PROVIDERS = {
    "gmail.com", "googlemail.com", "mail.com", "hotmail.com", "hotmail.it", "hotmail.de", "hotmail.fr",
    "hotmail.co.uk", "outlook.com", "outlook.it", "outlook.de", "live.com", "live.it", "live.de", "live.fr",
    "msn.com",
    "yahoo.com", "yahoo.it", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.co.uk", "ymail.com", "icloud.com", "me.com",
    "mac.com", "aol.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de", "t-online.de", "freenet.de",
    "libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "email.it", "fastwebnet.it", "orange.fr",
    "wanadoo.fr", "free.fr", "laposte.net", "bluewin.ch", "proton.me", "protonmail.com", "mail.ru", "yandex.ru",
    "yandex.com", "mynet.com", "abv.bg", "wp.pl", "o2.pl", "onet.pl",
}  # fmt: skip
# What is more than one letter away, and what nobody else has.
_MEANT = {
    "gmail": "gmail.com", "gmail.com.com": "gmail.com", "gmail.it": "gmail.com", "gmail.de": "gmail.com",
    "hotmail": "hotmail.com", "yahoo": "yahoo.com", "icloud": "icloud.com", "libero": "libero.it",
}  # fmt: skip
_SHORTEST = 5  # letters before the dot of a provider that a slip may be read into: gmx.de is near to too many


def parted(value: str) -> tuple[str, str]:
    """What stands before and after the @, in lower case."""
    local, _at, domain = value.lower().rpartition("@")
    return local, domain


@lru_cache(maxsize=4096)
def provider_meant(domain: str) -> str:
    """The provider that this domain is a slip of; the domain itself when it is one, or nobody's."""
    if domain in PROVIDERS or domain in _MEANT:
        return _MEANT.get(domain, domain)
    near = sorted(one for one in PROVIDERS if len(one.partition(".")[0]) >= _SHORTEST and one_edit(one, domain))
    return near[0] if near else domain


def box_meant(value: str) -> str:
    """The box that somebody meant who wrote this: of mario.rossi@gmial.com, mariorossi@gmail.com."""
    local, domain = parted(value)
    meant = provider_meant(domain)
    return value.lower() if meant == domain else mail_box(f"{local}@{meant}") or f"{local}@{meant}"
