"""What a mail server tells of a mail of ours that did not arrive (RFC 3464)."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_string
from email.message import Message

from comms.providers.base import Status, Trouble
from comms.providers.mail.parts import header

_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_FAILED = {"failed", "expired"}  # "delayed" is tried again by them, "delivered" and "relayed" are no news of ours


def bounces_in(mail: Message, account: str, at: datetime) -> Iterator[Status]:
    """One for the mail of ours that came back; nothing of any other mail."""
    if mail.get_content_type() != "multipart/report" or not isinstance(mail.get_payload(), list):
        return
    parts = list(mail.walk())
    ours = next((found for part in parts if (found := _original(part))), "")
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            yield from (_status(block, ours, account, at) for block in _blocks(part) if _is_failure(block))
            return


def _blocks(part: Message) -> list[Message]:
    """A report has a block for the server and one for each address; the parser gives them as messages."""
    blocks = part.get_payload()
    return [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []


def _is_failure(block: Message) -> bool:
    return header(block, "Final-Recipient") != "" and header(block, "Action").strip().lower() in _FAILED


def _status(block: Message, ours: str, account: str, at: datetime) -> Status:
    code = code_in(header(block, "Status")) or code_in(header(block, "Diagnostic-Code"))
    return Status(account, ours, "failed", at, trouble=trouble_of(code), code=code)


def code_in(words: str) -> str:
    """The status that a server's words name, as 5.1.1; empty without one."""
    found = _CODE.search(words)
    return found[0] if found else ""


def trouble_of(code: str) -> Trouble:
    """5 is for good, 4 may pass (RFC 3463): 1 is about the address, 2 about the box, 7 about who may write."""
    if code.startswith("4."):
        return Trouble.TRANSIENT
    if code.startswith("5.1.") or code == "5.2.1":
        return Trouble.ADDRESS
    return {"5.2": Trouble.UNREACHABLE, "5.3": Trouble.CONTENT, "5.7": Trouble.SENDER}.get(code[:3], Trouble.OTHER)


def _original(part: Message) -> str:
    """The Message-ID of our mail, from the headers or the whole that came back."""
    kind, payload = part.get_content_type(), part.get_payload()
    if kind == "text/rfc822-headers" and isinstance(payload, str):
        return header(message_from_string(payload), "Message-ID").strip()
    if kind == "message/rfc822" and isinstance(payload, list) and payload:
        return header(payload[0], "Message-ID").strip()
    return ""
