"""What each error code of Graph means for a connection (INTEGRATIONS 3.4). Only numbers are looked at: the words
change, and hold ids and tokens."""

from collections.abc import Mapping

from attribution.providers.meta_leads.base import MetaRefused, Trouble
from attribution.providers.meta_leads.usage import pace_of
from crm.lib.http import Reply
from crm.lib.shapes import loaded, mapping

_TROUBLES: dict[Trouble, tuple[int, ...]] = {
    Trouble.DEAD_TOKEN: (102, 190),
    Trouble.PERMISSION: (3, 10, *range(200, 300)),
    Trouble.THROTTLED: (4, 17, 32, 613, 80005),
    Trouble.BLOCKED: (368,),
    Trouble.TRANSIENT: (1, 2),
}
_BY_CODE = {code: trouble for trouble, codes in _TROUBLES.items() for code in codes}
_WRONG, _NOT_THERE = 100, 33
# A wrong field or parameter is an OAuthException with the same code; a proof that is missing or another's is this.
_OF_THE_CALL = "GraphMethodException"
_BY_STATUS = {401: Trouble.DEAD_TOKEN, 408: Trouble.TRANSIENT, 429: Trouble.THROTTLED}
_ANSWERED, BROKEN = range(200, 300), 500


def trouble_of(code: int, subcode: int | None, kind: str = "", *, is_transient: bool = False) -> Trouble:
    """OTHER for numbers that we do not know; `kind` is the error's type."""
    if code == _WRONG and subcode == _NOT_THERE:
        return Trouble.MISSING
    if code == _WRONG and subcode is None and kind == _OF_THE_CALL:
        return Trouble.PROOF
    return _BY_CODE.get(code, Trouble.TRANSIENT if is_transient else Trouble.OTHER)


def refusal(reply: Reply) -> MetaRefused:
    """What an answer says that is no success. What is not Graph's JSON was said by a machine in front of it."""
    error = _error(reply)
    code, subcode = error.get("code"), error.get("error_subcode")
    wait = pace_of(reply.usage).wait_seconds or reply.wait
    if type(code) is not int:
        return MetaRefused(_by_status(reply.status), code=f"HTTP {reply.status}", wait=wait)
    numbered = subcode if type(subcode) is int else None
    trouble = trouble_of(code, numbered, str(error.get("type")), is_transient=error.get("is_transient") is True)
    return MetaRefused(trouble, code=str(code), subcode="" if numbered is None else str(numbered), wait=wait)


def _by_status(status: int) -> Trouble:
    """A success that says nothing is a page of a machine in front, as one of 502."""
    if status in _ANSWERED:
        return Trouble.TRANSIENT
    return _BY_STATUS.get(status, Trouble.TRANSIENT if status >= BROKEN else Trouble.OTHER)


def _error(reply: Reply) -> Mapping[str, object]:
    return mapping(mapping(loaded(reply.body)).get("error"))
