"""Signed values that are worth something in one clinic only (H:T11, M7)."""

from django.core import signing

from tenants.context import current_clinic, is_platform


def scoped_salt(purpose: str) -> str:
    """`purpose` and whose it is: two clinics never share a salt, nor does the platform with a clinic."""
    return f"{purpose}:{'platform' if is_platform() else current_clinic().uuid}"


def dumps(value: object, *, purpose: str) -> str:
    return signing.dumps(value, salt=scoped_salt(purpose), compress=True)


def loads(token: str, *, purpose: str, max_age: int) -> object:
    """The value, if this clinic signed it for this purpose within `max_age` seconds, else BadSignature."""
    return signing.loads(token, salt=scoped_salt(purpose), max_age=max_age)
