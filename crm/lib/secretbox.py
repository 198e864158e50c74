"""Encryption with a key ring from the environment: the first key writes, all of them read."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

__all__ = ["InvalidToken", "is_current", "lock", "renew", "unlock"]


def lock(plain: bytes, keys: Sequence[str], *, owner: str) -> bytes:
    """Encrypt for `owner` (a clinic's UUID, or "platform"): the text is no use to anyone else (H:K3)."""
    return _ring(keys).encrypt(owner.encode() + b"\0" + plain)


def unlock(token: bytes, keys: Sequence[str], *, owner: str) -> bytes:
    """Decrypt; InvalidToken when no key fits or the text was written for another owner."""
    written_for, _, plain = _ring(keys).decrypt(token).partition(b"\0")
    if written_for != owner.encode():
        raise InvalidToken
    return plain


def is_current(token: bytes, keys: Sequence[str]) -> bool:
    """Whether the first key wrote it, so that the others are not needed for it."""
    try:
        Fernet(keys[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def renew(token: bytes, keys: Sequence[str]) -> bytes:
    """The same content for the same owner, written with the first key. InvalidToken when no key fits."""
    return _ring(keys).rotate(token)


def _ring(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
