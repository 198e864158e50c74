"""Signatures under what providers post to us, compared in constant time. Without a secret none is valid (H:W1)."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

META_PREFIX = "sha256="
SHARED_KEY = "HMAC_SHA256"  # Twilio's public beta of 2026, "webhook shared keys" (INTEGRATIONS 0.5)
MOST_FIELDS = 1000  # of a form: Twilio's have some fifty, and whoever signs nothing may send a million
Sign = Callable[[str, Mapping[str, Sequence[str]], str], str]
_PORTS = {"https": 443, "http": 80}


def same(given: str, known: str) -> bool:
    """Whether two secrets are equal; two empty ones are not."""
    return bool(known) and hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())


def meta_signature(body: bytes, secret: str) -> str:
    """X-Hub-Signature-256 for these very bytes: JSON that was read and written again has another one."""
    return META_PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_of_meta(body: bytes, signature: str, secret: str) -> bool:
    """Whether Meta signed these bytes with this app secret. The old sha1 form is refused."""
    return bool(secret) and same(signature, meta_signature(body, secret))


def twilio_signature(url: str, params: Mapping[str, Sequence[str]], token: str) -> str:
    """X-Twilio-Signature: the URL, then each name with each of its values, both sorted, each once."""
    return _of_twilio(_signed_text(url, params), token, hashlib.sha1)


def shared_key_signature(url: str, params: Mapping[str, Sequence[str]], key: str) -> str:
    """The same by a webhook shared key."""
    return _of_twilio(_signed_text(url, params), key, hashlib.sha256)


def is_of_twilio(url: str, body: bytes, signature: str, token: str, *, is_form: bool = True) -> bool:
    """Whether Twilio signed this request, which was posted to the public `url`, with this auth token.

    `body` as it came. Of a form all its fields are signed, empty and new ones too; any other body by its SHA-256,
    which the URL names. Twilio signs https addresses without their port.
    """
    return _fits(url, body, signature, token, is_form, twilio_signature)


def is_of_shared_key(url: str, body: bytes, signature: str, key: str, *, is_form: bool = True) -> bool:
    """The same by a webhook shared key, for a request that names HMAC_SHA256 (`algorithm_of`)."""
    return _fits(url, body, signature, key, is_form, shared_key_signature)


def algorithm_of(settings_header: str) -> str:
    """What X-Twilio-Webhooks-Signature-Settings names; empty without it: the auth token and HMAC-SHA1."""
    parts = (part.partition("=") for part in settings_header.split(","))
    return next((value.strip() for name, _, value in parts if name.strip().lower() == "algorithm"), "")


def _fits(url: str, body: bytes, signature: str, secret: str, is_form: bool, sign: Sign) -> bool:
    if not secret or not signature:
        return False
    try:
        params = _fields(body) if is_form else {}
    except ValueError:  # more fields than that
        return False
    if not is_form and not _is_the_body_named(url, body):
        return False
    fits = [same(signature, sign(one, params, secret)) for one in _spellings(url)]
    return any(fits)


def _fields(body: bytes) -> dict[str, list[str]]:
    text = body.decode("utf-8", "replace")
    return parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS) if text else {}


def _is_the_body_named(url: str, body: bytes) -> bool:
    """A body that is no form is signed by its hash alone; an empty one needs none."""
    named = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    return same(named, hashlib.sha256(body).hexdigest()) if body or named else True


def _signed_text(url: str, params: Mapping[str, Sequence[str]]) -> str:
    return url + "".join(name + value for name in sorted(params) for value in sorted(set(params[name])))


def _of_twilio(text: str, secret: str, digest: Callable) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), digest).digest()).decode()


def _spellings(url: str) -> Iterable[str]:
    """As it was built, without its port, and with the one that everybody leaves out."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    host, colon, port = place.rpartition(":")
    bare = host if colon and port.isdigit() else place
    return {url, _at(parts, login + at + bare), _at(parts, f"{login}{at}{bare}:{_PORTS.get(parts.scheme, 443)}")}


def _at(parts: SplitResult, netloc: str) -> str:
    return urlunsplit(parts._replace(netloc=netloc))
