"""The key with which a browser becomes a telephone for an hour (INTEGRATIONS 5.1)."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import datetime

HOUR, LONGEST = 3600, 24 * 3600  # seconds


def softphone_token(
    *,
    api_key_sid: str,
    api_key_secret: str,
    account_sid: str,
    application_sid: str,
    identity: str,
    now: datetime,
    seconds: int = HOUR,
) -> str:
    """A JWT, HS256. `identity` is made by us ("clinic_user"), never by the browser: it decides whose calls ring."""
    begins = int(now.timestamp())
    voice = {"incoming": {"allow": True}}
    if application_sid:
        voice["outgoing"] = {"application_sid": application_sid}
    claims = {
        "jti": f"{api_key_sid}-{begins}",
        "grants": {"voice": voice, "identity": identity},
        "iss": api_key_sid,
        "exp": begins + min(seconds, LONGEST),
        "nbf": begins,
        "sub": account_sid,
    }
    signed = f"{_part({'alg': 'HS256', 'cty': 'twilio-fpa;v=1', 'typ': 'JWT'})}.{_part(claims)}"
    proof = hmac.digest(api_key_secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_encoded(proof)}"


def _part(value: dict[str, object]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
