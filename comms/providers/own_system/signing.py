"""The signature under what we tell: HMAC-SHA256 over "id.timestamp.body" (Standard Webhooks, read 2026-11-22).

The id is the same at each try, the timestamp is of the try: a receiver refuses what is older than five minutes, and
takes an id once (H:W10).
"""

import base64
import binascii
import hashlib
import hmac
import secrets

PREFIX, BYTES = "whsec_", 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of webhook-signature. Raises ValueError for what is no secret of ours."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("no secret") from None
    said = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
