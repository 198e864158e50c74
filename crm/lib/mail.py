"""E-mail addresses: what one may write to, and whether two spellings are one box (F:L17)."""

import re

import idna

from crm.lib.lines import JOINERS

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1
# Good enough to write to; a mail server decides the rest.
_PART = r"[^@\s.,;:<>\"()\[\]\\]"
_ADDRESS = re.compile(rf"[^@\s,;<>\"()]{{1,64}}@(?:{_PART}{{1,63}}\.)+{_PART}{{2,63}}")
# Turkish keyboards write the capital of i with a dot, the one letter that grows when it is lowered; joiners in an
# address are an accident of copying.
_AS_MEANT = str.maketrans({"İ": "i"} | dict.fromkeys(JOINERS, ""))
# Google delivers all spellings to one box (support.google.com/mail/answer/7436150, read 2026-11-21).
_GOOGLE = {"gmail.com", "googlemail.com"}


def mail_address(text: str) -> str | None:
    """The address to write to: lower case, its domain in ASCII. None when this cannot be one."""
    typed = (text if text.isascii() else text.translate(_AS_MEANT)).lower()
    local, _, domain = typed.rpartition("@")
    address = f"{local}@{domain_in_ascii(domain)}"
    return address if len(address) <= MAX_LENGTH and _ADDRESS.fullmatch(address) else None


def mail_box(text: str) -> str | None:
    """What is equal for all spellings that reach one box; to compare, not to write to. None as `mail_address`.

    Of Google's addresses dots and what follows a plus do not count. Of others only the case: a plus may be a
    person of its own there.
    """
    address = mail_address(text)
    if address is None:
        return None
    local, _, domain = address.rpartition("@")
    if domain not in _GOOGLE:
        return address
    box = local.partition("+")[0].replace(".", "")
    return f"{box}@gmail.com" if box else None


def domain_in_ascii(domain: str) -> str:
    """The one form of an international domain; nothing for what no registry would take."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""
