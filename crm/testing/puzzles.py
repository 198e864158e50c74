"""A visitor's browser, as far as our own check against robots asks it to work."""

import base64
import hashlib
import json
import struct
from itertools import count
from typing import Any


def solved(challenge: dict[str, Any]) -> dict[str, Any]:
    """What a page does with WebCrypto; nothing of altcha's own code, for what it says is a promise to pages."""
    told = challenge["parameters"]
    nonce, salt = bytes.fromhex(told["nonce"]), bytes.fromhex(told["salt"])
    tried = (
        (
            n,
            hashlib.pbkdf2_hmac(
                "sha256", nonce + struct.pack(">I", n), salt, told["cost"], told["keyLength"]
            ).hex(),
        )
        for n in count()
    )
    number, key = next(one for one in tried if one[1].startswith(told["keyPrefix"]))
    return {"challenge": challenge, "solution": {"counter": number, "derivedKey": key}}


def token(payload: object) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()
