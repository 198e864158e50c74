"""The pages that a visitor without JavaScript sees, in their language and without any script."""

from collections.abc import Iterator
from dataclasses import dataclass

from csp.constants import NONE, SELF
from django.http import HttpResponse
from django.template.loader import render_to_string

from crm.lib.errors import HouseError, InvalidData, TooMany
from leads.services.reading import LIMITS
from leads.website.fields import CONSENT, CONTACTS, FIELDS, NAMES, AskedField
from leads.website.sent import Sent, origin_of_address, own_address
from leads.website.words import direction, words_in
from tenants.keys.services.check import Key

SAID = {401: "closed", 403: "closed", 413: "wrong", 415: "wrong", 400: "wrong", 429: "busy"}
BARE = frozenset({"", "yes", "on", "true", "1"})  # a ticked box that says no more than that


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


def refusal(code: str, refused: HouseError, key: Key | None, back: str) -> HttpResponse:
    words = words_in(code)
    said = words[SAID.get(refused.status, "failed")]
    return _page(code, key, refused.status, refused, heading=words["refused"], said=said, back=back)


def form_again(
    code: str, sent: Sent, key: Key, wrong: InvalidData | TooMany, *, began: str, back: str, is_ours: bool
) -> HttpResponse:
    """What was typed, and beside it what to mend, or that it comes too often. It works for an hour
    (leads.website.sent). `is_ours`: it came from one of the key's pages."""
    fields = list(_fields(code, sent, wrong))
    shown = {CONSENT.name, *(mended.field.name for mended in fields)}
    hidden = {name: value for name, value in sent.fields.items() if name in LIMITS and name not in shown}
    words = words_in(code)
    told = words["fix"] if any(mended.wrong for mended in fields) else words[SAID.get(wrong.status, "wrong")]
    onward = own_address(sent.next, key)
    hidden |= {"key": sent.key, "again": began} | ({"next": onward} if onward else {})
    more = {"fields": fields, "hidden": hidden, "consent": _consent(code, sent, is_ours), "back": back}
    return _page(code, key, wrong.status, wrong, heading=told, onward=origin_of_address(onward), **more)


def _consent(code: str, sent: Sent, is_ours: bool) -> dict[str, object]:
    """The box as it was: ticked with what was agreed to, or not ticked, which nobody sends. What another page says
    was agreed to is no sentence for a page with the clinic's name."""
    agreed, ours = sent.fields.get(CONSENT.name, ""), words_in(code)[CONSENT.word]
    is_said = is_ours and agreed.lower() not in BARE
    return {"label": agreed if is_said else ours, "value": agreed or ours, "is_given": bool(agreed)}


def _fields(code: str, sent: Sent, wrong: HouseError) -> Iterator[Mended]:
    words, seen = words_in(code), False
    for field in FIELDS:
        if not (field.name in sent.fields or _mends(field.name, wrong)):
            continue
        said = words[_word(field.name)] if field.name in wrong.fields else ""
        yield Mended(field, words[field.word], sent.fields.get(field.name, ""), said, bool(said) and not seen)
        seen = seen or bool(said)


def _mends(name: str, wrong: HouseError) -> bool:
    """Whether this field would help; a full name is asked only where the form had it."""
    if name == "name":
        return False
    return name in wrong.fields or name in CONTACTS or (name in NAMES and bool(NAMES & wrong.fields.keys()))


def _word(name: str) -> str:
    if name in NAMES:
        return "name"
    return "contact" if name in CONTACTS else "wrong"


def _page(
    code: str,
    key: Key | None,
    status: int,
    refused: HouseError | None = None,
    *,
    onward: str = "",
    back: str = "",
    **more: object,
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
    if retry_after := getattr(refused, "retry_after", None):
        answer["Retry-After"] = str(retry_after)
    # A browser also asks the policy about the address that it is led to after sending.
    answer._csp_update = {"form-action": [onward]} if onward else {}
    answer._csp_replace = {"script-src": [NONE], "connect-src": [NONE], "img-src": [SELF]}
    return answer
