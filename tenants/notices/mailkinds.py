"""What a mail is, and which kinds there are. A registry that apps fill in `apps.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """One mail to one person. `html` is the same words again, for programs that show it; never another content."""

    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "en"


Build = Callable[[Mapping[str, object]], Mail | None]


@dataclass(frozen=True)
class MailKind:
    """`build(about)` runs in the worker, in the schema of the cause; None when nobody is to be told any more.

    `while_suspended`: also sent for a suspended clinic, whose people still log in (F:T21 is about patients).
    """

    name: str
    build: Build
    while_suspended: bool


_kinds: dict[str, MailKind] = {}


def mail_kind(name: str, build: Build, *, while_suspended: bool = True) -> None:
    _kinds[name] = MailKind(name, build, while_suspended)


def mail_kind_of(name: str) -> MailKind:
    """Raises LookupError for a name that nobody registered, or no longer."""
    return _kinds[name]
