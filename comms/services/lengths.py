"""How long a text may be, and how many messages an SMS costs (3GPP TS 23.038; INTEGRATIONS 4, 5)."""

from dataclasses import dataclass

from comms.models.channel import Channel

WHATSAPP_MOST = 4096
WHATSAPP_TEMPLATE_MOST = 1024  # of an approved template's body
SUBJECT_MOST = 200
SMS_MOST = 1600
MAIL_MOST = 20_000
MOST = {Channel.WHATSAPP: WHATSAPP_MOST, Channel.SMS: SMS_MOST, Channel.MAIL: MAIL_MOST}

# The basic table of GSM-7, without its escape; each of the second costs two.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
GSM_ALONE, GSM_EACH = 160, 153
UCS_ALONE, UCS_EACH = 70, 67


@dataclass(frozen=True)
class Segments:
    """What an SMS is sent as. `units` are septets, or UTF-16 units; `left` of the last message."""

    is_gsm: bool
    units: int
    count: int
    left: int
    costly: str = ""  # the signs that made it UCS-2


def segments(text: str) -> Segments:
    """A sign that needs two units never stands in two messages: the next one begins earlier."""
    costly = "".join(dict.fromkeys(sign for sign in text if sign not in _BASIC and sign not in _EXTENDED))
    if costly:
        sizes = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
        alone, each = UCS_ALONE, UCS_EACH
    else:
        sizes = [2 if sign in _EXTENDED else 1 for sign in text]
        alone, each = GSM_ALONE, GSM_EACH
    units = sum(sizes)
    if units <= alone:
        return Segments(not costly, units, 1 if units else 0, alone - units, costly)
    count, filled = _packed(sizes, each)
    return Segments(not costly, units, count, each - filled, costly)


def _packed(sizes: list[int], each: int) -> tuple[int, int]:
    """How many messages, and how much of the last is used."""
    count, filled = 1, 0
    for size in sizes:
        if filled + size > each:
            count, filled = count + 1, 0
        filled += size
    return count, filled
