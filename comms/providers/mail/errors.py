"""What a mail server's refusal means for us (RFC 5321, 3463; INTEGRATIONS 6). Never its words in a log."""

import re
import smtplib

from comms.providers.base import Refused, Trouble

NO_PASSWORDS = {"5.7.30", "5.7.139"}  # Microsoft 365 without basic authentication
_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")
_BY_STATUS = {
    "5.1.1": Trouble.ADDRESS, "5.1.2": Trouble.ADDRESS, "5.1.3": Trouble.ADDRESS, "5.1.6": Trouble.ADDRESS,
    "5.1.10": Trouble.ADDRESS, "5.2.1": Trouble.ADDRESS, "5.4.1": Trouble.ADDRESS, "5.2.2": Trouble.UNREACHABLE,
    "5.1.7": Trouble.SENDER, "5.1.8": Trouble.SENDER, "5.7.60": Trouble.SENDER, "5.7.26": Trouble.SENDER,
    "5.7.8": Trouble.AUTH, "5.7.0": Trouble.AUTH, "5.7.9": Trouble.AUTH, "5.7.30": Trouble.AUTH,
    "5.7.139": Trouble.AUTH,
    "5.2.3": Trouble.CONTENT, "5.3.4": Trouble.CONTENT,
}  # fmt: skip
_BY_CODE = {
    530: Trouble.AUTH, 534: Trouble.AUTH, 535: Trouble.AUTH, 538: Trouble.AUTH,
    550: Trouble.ADDRESS, 551: Trouble.ADDRESS, 553: Trouble.ADDRESS,
    552: Trouble.CONTENT, 554: Trouble.CONTENT,
}  # fmt: skip
# Of a status that is not listed the class says more than the code: 550 5.7.1 is about spam, not about the address.
_BY_CLASS = {"5.2": Trouble.UNREACHABLE, "5.3": Trouble.CONTENT, "5.6": Trouble.CONTENT, "5.7": Trouble.SENDER}


def refusal(code: int, words: bytes, *, of_sender: bool = False, of_text: bool = False) -> Refused:
    """4xx may be tried again, 5xx may not. `of_sender`: it was said to MAIL FROM, or before.

    `of_text`: once they had the text, so it is about an address only when the status says so. Nobody is written to
    at such a one again.
    """
    found = _STATUS.search(words)
    status = found[0].decode() if found else ""
    said = f"{code} {status}".strip()
    if 400 <= code < 500:
        return Refused(Trouble.TRANSIENT, code=said, detail=words.decode("utf-8", "replace"))
    trouble = _BY_STATUS.get(status) or _BY_CLASS.get(status[:3]) or _BY_CODE.get(code, Trouble.OTHER)
    if of_text and trouble is Trouble.ADDRESS and status not in _BY_STATUS:
        trouble = Trouble.CONTENT
    if of_sender and trouble is not Trouble.AUTH:
        trouble = Trouble.SENDER
    return Refused(trouble, code=said, detail=words.decode("utf-8", "replace"))


def of_response(error: smtplib.SMTPResponseException, *, of_sender: bool = False) -> Refused:
    words = error.smtp_error
    raw = words if isinstance(words, bytes) else str(words).encode()
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        status = _STATUS.search(raw)
        return Refused(Trouble.AUTH, code=f"{error.smtp_code} {status[0].decode() if status else ''}".strip())
    return refusal(error.smtp_code, raw, of_sender=of_sender)
