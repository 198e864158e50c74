"""What a form without JavaScript sent, where it came from, and its bytes for the intake (F:T24, H:L1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from crm.lib.errors import TooLarge, Unreadable
from tenants.context import clinic_context
from tenants.desk.api.bodies import MAX_BYTES, WrongType
from tenants.keys.services.check import Key
from tenants.keys.services.fields import origin_of
from tenants.services.signing import dumps, loads

TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
OURS = frozenset({"key", "next", "again"})  # fields of the form that are no part of the enquiry
PURPOSE = "leads.form-again"
AGAIN_SECONDS = 3600  # how long somebody may take to mend what they typed
UNTOLD = "null"  # as browsers write an origin that they keep to themselves
LONGEST_ADDRESS = 2000  # what browsers and Django's redirects take


@dataclass(frozen=True)
class Sent:
    """`fields` are the enquiry as typed; of a name that stands twice, all values in one line."""

    fields: Mapping[str, str]
    key: str = ""
    next: str = ""
    again: str = ""

    @property
    def body(self) -> bytes:
        return json.dumps(dict(self.fields), ensure_ascii=False).encode()


def read_sent(request: HttpRequest) -> Sent:
    """The texts of a form; files are left out. Raises WrongType, TooLarge or Unreadable."""
    if request.content_type not in TYPES:
        raise WrongType("Send a form, as browsers do.")
    if request.content_params.get("charset", "utf-8").lower() != "utf-8":
        raise WrongType("Send a form in UTF-8.")
    if len(request.body) > MAX_BYTES:
        raise TooLarge(f"Send at most {MAX_BYTES // 1024} kB.")
    try:
        lists = dict(request.POST.lists())
    except (TooManyFieldsSent, RequestDataTooBig, MultiPartParserError, LookupError, UnicodeError):
        raise Unreadable("This form cannot be read.") from None
    values = {name: ", ".join(filter(None, several)) for name, several in lists.items()}
    enquiry = {name: value for name, value in values.items() if name not in OURS and value}
    return Sent(enquiry, *(values.get(name, "").strip() for name in ("key", "next", "again")))


def origin_behind(request: HttpRequest, key: Key, again: str) -> str:
    """The page that the form stands in. A form that we showed again is ours: it carries, signed, where it began.

    UNTOLD where the page forbids its browser to say (Referrer-Policy no-referrer, same-origin).
    """
    origin = request.headers.get("Origin", "") or UNTOLD
    if origin == UNTOLD and (referer := request.headers.get("Referer", "")):
        origin = origin_of_address(referer)
    if again and origin == f"{request.scheme}://{request.get_host()}".lower():
        return _where_it_began(key, again)
    return origin


def begun_at(key: Key, origin: str) -> str:
    """For the form that we show again."""
    with clinic_context(key.clinic):
        return dumps(origin, purpose=PURPOSE)


def origin_of_address(address: str) -> str:
    """Scheme and host of an address as browsers write an origin; an empty string for what has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return origin_of(f"{parts.scheme}://{parts.netloc}")


def own_address(address: str, key: Key) -> str:
    """The address when it lies on a page of the key, else nothing: nobody is led elsewhere from here."""
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        return ""
    return address if key.stands_in(origin_of_address(address)) else ""


def _where_it_began(key: Key, again: str) -> str:
    try:
        with clinic_context(key.clinic):
            return str(loads(again, purpose=PURPOSE, max_age=AGAIN_SECONDS))
    except signing.BadSignature:
        return ""
