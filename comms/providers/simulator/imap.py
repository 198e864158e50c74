"""As much of IMAP4rev1 (RFC 3501) as whoever fetches mail needs."""

import re
import socketserver
import threading
from contextlib import suppress
from typing import Any

from comms.providers.simulator import tokens
from comms.providers.simulator.boxes import Box
from comms.providers.simulator.mailboxes import box_of
from comms.providers.simulator.world import World

_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\S+)')
_RANGE = re.compile(r"(\d+)(?::(\d+|\*))?")
LONGEST = 8192  # bytes of a command


class ImapServer:
    def __init__(self, world: World, port: int) -> None:
        talk = type("Talk", (Talk,), {"world": world})
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", port), talk)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Talk(socketserver.StreamRequestHandler):
    world: World
    box: Box | None = None
    address = ""
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked is gone
            self._talk()

    def _talk(self) -> None:
        self._say("* OK IMAP4rev1 ready")
        while (line := self.rfile.readline(LONGEST)).strip():
            tag, *words = [self._word(found) for found in _WORD.finditer(line)]
            fault = self.world.host.fault("imap")
            if fault in {"drop", "hang"} or not words:
                return
            name = words[0].upper()
            if fault.isdigit():
                self._say(f"{tag} NO said to fail")
                continue
            self.world.host.record("imap", {"command": name})
            if name == "UID" and len(words) > 1:
                name, words = f"UID_{words[1].upper()}", words[1:]
            done = getattr(self, f"do_{name.lower()}", lambda *_: "BAD not known here")(*words[1:])
            self._say(f"{tag} {done}")
            if name == "LOGOUT":
                return

    def do_capability(self) -> str:
        self._say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2")
        return "OK done"

    def do_noop(self) -> str:
        return "OK done"

    def do_logout(self) -> str:
        self._say("* BYE")
        return "OK done"

    def do_login(self, user: str = "", password: str = "") -> str:
        known = self.world.line(lambda line: (line.mailbox, line.mail_password) == (user, password))
        self.address = user if known else ""
        return "OK welcome" if known else "NO [AUTHENTICATIONFAILED] Invalid credentials"

    def do_authenticate(self, mechanism: str = "") -> str:
        """XOAUTH2: of one that fits nobody it says why, and refuses when that was read."""
        if mechanism.upper() != "XOAUTH2":
            return "NO not this one"
        self._say("+ ")
        line = tokens.fits(self.world, self.rfile.readline(LONGEST))
        if line is None:
            self._say(f"+ {tokens.WHY_NOT}")
            self.rfile.readline(LONGEST)
            return "NO [AUTHENTICATIONFAILED] Invalid credentials"
        self.address = line.mailbox
        return "OK welcome"

    def do_select(self, folder: str = "") -> str:
        if not self.address or folder.upper() != "INBOX":
            return "NO no such mailbox"
        self.box = box_of(self.world, self.address)
        self._say(f"* {len(self.box.mails)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.box.validity}] UIDs valid")
        self._say(f"* OK [UIDNEXT {self.box.last + 1}] Predicted")
        return "OK done"

    do_examine = do_select

    def do_uid_search(self, *asked: str) -> str:
        if self.box is None:
            return "BAD select first"
        found = list(self.box.mails)
        if asked and asked[0].upper() == "UID":
            found = _among(asked[1], found)
        self._say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
        return "OK done"

    def do_uid_fetch(self, which: str = "", *what: str) -> str:
        if self.box is None:
            return "BAD select first"
        for place, uid in enumerate(self.box.mails, 1):
            if uid in _among(which, list(self.box.mails)):
                self._fetched(place, uid, " ".join(what).upper())
        return "OK done"

    def do_uid_store(self, *_: str) -> str:
        return "OK done"

    def _fetched(self, place: int, uid: int, what: str) -> None:
        raw = self.box.mails[uid]
        if "RFC822.SIZE" in what:
            return self._say(f"* {place} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
        part, name = (raw.partition(b"\n\n")[0] + b"\n\n", "HEADER") if "HEADER" in what else (raw, "")
        self._say(f"* {place} FETCH (UID {uid} BODY[{name}] {{{len(part)}}}")
        self.wfile.write(part)
        return self._say(")")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    @staticmethod
    def _word(found: re.Match[bytes]) -> str:
        quoted, plain = found.groups()
        said = plain if quoted is None else re.sub(rb"\\(.)", rb"\1", quoted)
        return said.decode("utf-8", "replace")


def _among(which: str, uids: list[int]) -> list[int]:
    """`n:*` is never empty: it names the last mail, whatever n is, as `*` does."""
    if which == "*":
        return uids[-1:]
    found: Any = _RANGE.fullmatch(which)
    if not (found and uids):
        return []
    first, last = int(found[1]), found[2] or found[1]
    if last == "*":
        first, last = min(first, uids[-1]), uids[-1]
    return [uid for uid in uids if first <= uid <= int(last)]
