"""The pages that a visitor without JavaScript sees, in their language and without any script."""

from collections.abc import Iterator
from dataclasses import dataclass

from csp.constants import NONE, SELF
from django.http import HttpResponse
from django.template.loader import render_to_string

from crm.lib.errors import HouseError, InvalidData
from leads.services.reading import LIMITS
from leads.website.fields import CONTACTS, FIELDS, NAMES, AskedField
from leads.website.sent import Sent, origin_of_address, own_address
from leads.website.words import direction, words_in
from tenants.keys.services.check import Key

SAID = {401: "closed", 403: "closed", 413: "wrong", 415: "wrong", 400: "wrong", 429: "busy"}


@dataclass(frozen=True)
class Mended:
    """A field with what was typed, and what is wrong with it."""

    field: AskedField
    label: str
    value: str
    wrong: str
    is_first_wrong: bool


def thanks(code: str, key: Key, back: str) -> HttpResponse:
    words = words_in(code)
    return _page(code, key, 201, heading=words["thanks"], said=words["sent"], back=back)


def refusal(code: str, refused: HouseError, key: Key | None) -> HttpResponse:
    words = words_in(code)
    said = words[SAID.get(refused.status, "failed")]
    answer = _page(code, key, refused.status, heading=words["refused"], said=said)
    if retry_after := getattr(refused, "retry_after", None):
        answer["Retry-After"] = str(retry_after)
    return answer


def form_again(code: str, sent: Sent, key: Key, wrong: InvalidData, *, began: str) -> HttpResponse:
    """What was typed, and beside it what to mend. It works for an hour (leads.website.sent)."""
    fields = list(_fields(code, sent, wrong))
    shown = {mended.field.name for mended in fields}
    hidden = {name: value for name, value in sent.fields.items() if name in LIMITS and name not in shown}
    words = words_in(code)
    told = words["fix"] if any(mended.wrong for mended in fields) else words["wrong"]
    onward = own_address(sent.next, key)
    hidden |= {"key": sent.key, "again": began} | ({"next": onward} if onward else {})
    return _page(code, key, 422, heading=told, fields=fields, hidden=hidden, onward=origin_of_address(onward))


def _fields(code: str, sent: Sent, wrong: InvalidData) -> Iterator[Mended]:
    words, seen = words_in(code), False
    for field in FIELDS:
        if not (field.name in sent.fields or _mends(field.name, wrong)):
            continue
        said = words[_word(field.name)] if field.name in wrong.fields else ""
        yield Mended(field, words[field.word], sent.fields.get(field.name, ""), said, bool(said) and not seen)
        seen = seen or bool(said)


def _mends(name: str, wrong: InvalidData) -> bool:
    """Whether this field would help; a full name is asked only where the form had it."""
    if name == "name":
        return False
    return name in wrong.fields or name in CONTACTS or (name in NAMES and bool(NAMES & wrong.fields.keys()))


def _word(name: str) -> str:
    if name in NAMES:
        return "name"
    return "contact" if name in CONTACTS else "wrong"


def _page(
    code: str, key: Key | None, status: int, *, onward: str = "", back: str = "", **more: object
) -> HttpResponse:
    context = {
        "code": code,
        "dir": direction(code),
        "words": words_in(code),
        "clinic_name": key.clinic.name if key else "",
        "back": back,
        **more,
    }
    answer = HttpResponse(render_to_string("leads/website/answer.html", context), status=status)
    answer["Content-Language"] = code
    # A browser also asks the policy about the address that it is led to after sending.
    answer._csp_update = {"form-action": [onward]} if onward else {}
    answer._csp_replace = {"script-src": [NONE], "connect-src": [NONE], "img-src": [SELF]}
    return answer
