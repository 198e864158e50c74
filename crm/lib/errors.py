"""What a service may raise at its door, with the stable code that the API answers (F:T19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class HouseError(Exception):
    """A sentence for a person, a code for a program, a status for HTTP.

    A lazy translation is read where it is raised: in the language of who is answered.
    """

    status = 422
    code = "invalid"

    def __init__(self, detail: str, *, fields: Mapping[str, list[str]] | None = None):
        super().__init__(str(detail))
        self.detail = str(detail)
        self.fields = {name: [str(said) for said in sentences] for name, sentences in (fields or {}).items()}


class InvalidData(HouseError):
    """Well-formed and wrong: `fields` says where."""


class Unreadable(HouseError):
    """Not parsable, or parsable into something no database stores (H:L4)."""

    status = 400
    code = "unreadable"


class TooLarge(HouseError):
    """More than is taken at once."""

    status = 413
    code = "too_large"


class TooMuchForAFile(HouseError):
    """More than a file of this kind can hold. Whoever asks a person says it in their language."""

    def __init__(self) -> None:
        super().__init__("This is too much for one file of this kind. Choose CSV.")


class NotAllowed(HouseError):
    status = 403
    code = "forbidden"


class NotKnown(HouseError):
    """No key, or one we never made."""

    status = 401
    code = "unauthorized"


class NotThere(HouseError):
    """Not there, or not yours: the same answer."""

    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__("Not found.")


class Conflict(HouseError):
    status = 409
    code = "conflict"


@dataclass(frozen=True)
class Difference:
    """A field that two people changed: what it holds now, and what the second wanted."""

    field: str
    now: Any
    wanted: Any


class Unavailable(HouseError):
    """Something we stand on is away; `retry_after` is in seconds."""

    status = 503
    code = "unavailable"
    retry_after = 5


class TooMany(HouseError):
    """Too often of late; `retry_after` is in whole seconds, at least one."""

    status = 429
    code = "too_many"

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(f"Too many requests of late. Come again in {self.retry_after} seconds.")


class ProviderError(Exception):
    """An outside service did not do what it was asked. The text is for the log: never its words, never a secret.

    `permanent`: it will not by itself, somebody here has to change something.
    """

    def __init__(self, why: str, *, permanent: bool):
        super().__init__(why)
        self.permanent = permanent


class AnswerTooLong(ProviderError):
    """There was an answer, and more of it than is read."""

    def __init__(self) -> None:
        super().__init__("too long an answer", permanent=False)


class ProviderAway(ProviderError):
    """No whole answer came: not reached, too late, or broken itself. Others who ask now would wait as well."""

    def __init__(self, why: str):
        super().__init__(why, permanent=False)


class Unanswered(ProviderAway):
    """The same, after something of the question had left: it may have been heard, and done."""
