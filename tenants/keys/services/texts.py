"""What a key looks like, and what is kept of it."""

import hashlib
import re
import secrets
import string

ALPHABET = string.ascii_lowercase + string.digits
ROUTE_LENGTH, SECRET_LENGTH = 12, 40  # 62 and 206 bits
ROUTE = re.compile(rf"[a-z0-9]{{{ROUTE_LENGTH}}}", re.ASCII)
SHAPE = re.compile(rf"bw_(secret|site)_([a-z0-9]{{{ROUTE_LENGTH}}})_[a-z0-9]{{{SECRET_LENGTH}}}", re.ASCII)


def digest(key: str) -> str:
    """What is kept of a key. A fast hash is right: the secret is 206 random bits, not a password."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_route() -> str:
    return _random(ROUTE_LENGTH)


def new_text(kind: str, route: str) -> str:
    return f"bw_{kind}_{route}_{_random(SECRET_LENGTH)}"


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
