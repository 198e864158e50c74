"""The bodies we accept: JSON that a database can store (H:L4, M17)."""

import json
import math

from rest_framework.request import Request

from crm.lib.errors import HouseError, TooLarge, Unreadable

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20


class WrongType(HouseError):
    status = 415
    code = "unsupported_media_type"


def raw_body(request: Request, *, limit: int = MAX_BYTES) -> bytes:
    """The JSON body as it came; crm.bodies has read it whole. Raises WrongType, TooLarge beyond `limit` bytes."""
    if (request.content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise WrongType("Send JSON, with Content-Type: application/json.")
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise WrongType("Send the body as it is, without Content-Encoding.")
    body = request._request.body
    if len(body) > limit:
        raise TooLarge(f"Send at most {limit // 1024} kB.")
    return body


def parse_json(body: bytes) -> object:
    """The value of a JSON text. Raises Unreadable for what no parser or no database column takes."""
    try:
        text = body.decode("utf-8-sig")
        if text.count("[") + text.count("{") > MAX_DEPTH and depth_of(text) > MAX_DEPTH:
            raise Unreadable("This JSON is nested too deep.")
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable("This is no JSON in UTF-8.") from wrong
    if "\\u" in text:
        _refuse_unstorable(value)
    return value


def depth_of(text: str) -> int:
    """How deep brackets nest, those in strings left out; linear in the text."""
    depth = deepest = 0
    inside = escaped = False
    for sign in text:
        if inside:
            escaped, inside = (sign == "\\" and not escaped), (sign != '"' or escaped)
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _no_constant(name: str) -> None:
    raise Unreadable(f"{name} is no number.")


def _finite(digits: str) -> float:
    """Beyond a double there is infinity, which fails in the database."""
    number = float(digits)
    if math.isinf(number):
        raise Unreadable("A number is too large.")
    return number


def _refuse_unstorable(value: object) -> None:
    """NUL and lone surrogates, which come escaped only, parse well and then fail in the database."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Unreadable("A text holds a character that cannot be stored.")
    elif isinstance(value, dict):
        for name, item in value.items():
            _refuse_unstorable(name)
            _refuse_unstorable(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_unstorable(item)
