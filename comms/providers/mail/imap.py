"""A clinic's mailbox, looked into now and then (INTEGRATIONS 6). Nothing in it is marked or moved."""

import imaplib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from comms.providers.base import Refused, Trouble
from comms.providers.mail.imap_talk import LARGEST, Talk, in_words
from crm.lib.errors import ProviderAway
from crm.lib.sasl import log_in_to_imap
from crm.lib.smtp import TLS

AT_ONCE = 50  # mails a look
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Place:
    """How far a mailbox was read. A number holds for its `validity` alone; `day` is of the last look."""

    validity: int = 0
    uid: int = 0
    day: date | None = None


@dataclass(frozen=True)
class Letter:
    """A mail as it came; of one that is too large its head alone, with `is_cut`. Empty when it was gone already."""

    uid: int
    raw: bytes
    is_cut: bool = False


@dataclass(frozen=True)
class Look:
    letters: tuple[Letter, ...]
    place: Place
    has_more: bool


@dataclass(frozen=True)
class Mailbox:
    """`find_address` and `find_token` as ClinicMail's. `timeout` in seconds for each answer, `deadline` for the
    whole look."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    find_address: Callable[[str, int], str]
    security: str = TLS
    find_token: Callable[[], str] | None = None
    folder: str = "INBOX"
    timeout: float = 10
    deadline: float = 120

    def try_login(self) -> None:
        """Open the folder and leave. Raises Refused, ProviderAway."""
        with self._open():
            pass

    def look(self, place: Place, *, today: date) -> Look:
        """What came since `place`, the oldest first, AT_ONCE at most. The first look reads nothing: what lay there
        before us is no enquiry. A mailbox that numbers anew is read again from the day before the last look; what
        was seen already has a Message-ID that is known. Raises Refused, ProviderAway.
        """
        with self._open() as server:
            validity = _number(server.response("UIDVALIDITY")[1])
            if place.validity == 0:
                return Look((), Place(validity, _last_uid(server), today), False)
            uids = sorted(_new(server, place, validity))
            letters = _taken(server, uids)
            if not uids:
                last = place.uid if validity == place.validity else _last_uid(server)
                return Look((), Place(validity, last, today), False)
            last = uids[len(letters) - 1]
            return Look(tuple(letters), Place(validity, last, today), len(letters) < len(uids))

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        rules = {"timeout": self.timeout, "deadline": self.deadline}
        with in_words():
            server = Talk(self.host, self.find_address(self.host, self.port), self.port, self.security, **rules)
            try:
                self._enter(server)
                yield server
            finally:
                server.leave()

    def _enter(self, server: imaplib.IMAP4) -> None:
        token = self.find_token() if self.find_token else ""
        try:
            if token:
                log_in_to_imap(server, self.user, token)
            else:
                server.login(_quoted(self.user), self.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            raise Refused(Trouble.AUTH, code="token" if token else "login") from None
        kind, _ = server.select(_quoted(self.folder), readonly=True)
        if kind != "OK":
            raise Refused(Trouble.ACCOUNT, code="folder")


def _new(server: imaplib.IMAP4, place: Place, validity: int) -> set[int]:
    """`n:*` names the last mail even when nothing is new, so numbers are compared here."""
    if validity == place.validity:
        return {uid for uid in _found(server, "UID", f"{place.uid + 1}:*") if uid > place.uid}
    return _found(server, "SINCE", _day(place.day)) if place.day else _found(server, "ALL")


def _found(server: imaplib.IMAP4, *asked: str) -> set[int]:
    kind, said = server.uid("SEARCH", *asked)
    if kind != "OK":
        raise ProviderAway("no search")
    return {int(word) for line in said if line for word in line.split() if word.isdigit()}


def _taken(server: imaplib.IMAP4, uids: list[int]) -> list[Letter]:
    """The first of them: AT_ONCE, or fewer when they are large."""
    letters: list[Letter] = []
    for uid in uids[:AT_ONCE]:
        letters.append(_fetched(server, uid))
        if sum(len(one.raw) for one in letters) > LARGEST:
            break
    return letters


def _fetched(server: imaplib.IMAP4, uid: int) -> Letter:
    _, said = server.uid("FETCH", str(uid), "(RFC822.SIZE)")
    sizes = [_SIZE.search(_flat(entry)) for entry in said if entry]
    size = max((int(one[1]) for one in sizes if one), default=0)
    is_cut = size > LARGEST
    _, said = server.uid("FETCH", str(uid), "(BODY.PEEK[HEADER])" if is_cut else "(BODY.PEEK[])")
    raw = next((entry[1] for entry in said if isinstance(entry, tuple)), b"")
    return Letter(uid, raw, is_cut)


def _flat(entry: Any) -> bytes:
    return b" ".join(entry) if isinstance(entry, tuple) else entry


def _last_uid(server: imaplib.IMAP4) -> int:
    """Asked for by its sign: the numbers of all of a large mailbox are longer than a line may be."""
    return max(_found(server, "UID", "*"), default=0)


def _number(said: list[bytes | None]) -> int:
    """A server without numbers that hold (RFC 3501, 2.3.1.1) cannot be followed."""
    if said and said[0] and said[0].isdigit() and int(said[0]):
        return int(said[0])
    raise Refused(Trouble.ACCOUNT, code="uidvalidity")


def _day(day: date) -> str:
    before = day - timedelta(days=1)
    return f"{before.day}-{_MONTHS[before.month - 1]}-{before.year}"


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
