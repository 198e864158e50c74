"""The link that opens somebody's own WhatsApp with a text filled in (F:C8; INTEGRATIONS 12)."""

from urllib.parse import quote

from crm.lib.phone import e164


def whatsapp_link(phone: str | None, text: str = "") -> str | None:
    """None without a number that can be reached: WhatsApp would let the sender choose whom to write to."""
    number = e164(phone or "")
    if number is None:
        return None
    asked = f"?text={quote(text, safe='')}" if text else ""
    return f"https://wa.me/{number.removeprefix('+')}{asked}"
