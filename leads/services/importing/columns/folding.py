from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from crm.lib.words import plain_words


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name without case, accents, blanks and signs: "E-mail" and "email" are one."""
    return "".join(plain_words(name))


def fingerprint(header: Sequence[str]) -> str:
    """Equal for files with the same columns in the same order, however they are spelt: 64 hexadecimal figures."""
    return sha256("\n".join(map(folded, header)).encode()).hexdigest()
