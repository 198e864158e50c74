"""Talking IMAP with a server that somebody named: at the address that was vetted, in bounded time and size."""

import imaplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address

from comms.providers.base import Refused, Trouble
from crm.lib.addresses import Inside, NotFound
from crm.lib.errors import ProviderAway
from crm.lib.smtp import PLAIN, STARTTLS, TLS

LARGEST = 25 * 1024 * 1024  # bytes of a mail
MOST = LARGEST + 1024 * 1024  # bytes of one answer, whatever the server says its mails are
MOST_SAID = 4 * MOST  # bytes of a whole talk: a server may go on saying short things without end


class Talk(imaplib.IMAP4):
    """Connects to the address that was looked at; reads no answer without end, and none after the deadline."""

    _heard = 0

    def __init__(self, host: str, address: str, port: int, security: str, *, timeout: float, deadline: float):
        if security == PLAIN and not ip_address(address.partition("%")[0]).is_loopback:
            raise ssl.SSLError("not without encryption")
        self._named, self._at, self._security = host, (address, port), security
        self._end = threading.Timer(deadline, self._cut)
        self._end.daemon = True
        self._end.start()
        try:
            super().__init__(host, port, timeout=timeout)
            if security == STARTTLS:
                self.starttls(ssl.create_default_context())
        except BaseException:
            self._end.cancel()
            raise

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection(self._at, timeout)
        if self._security != TLS:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self._named)

    def read(self, size: int) -> bytes:
        if size > MOST:
            raise self.abort("too long an answer")
        return self._counted(super().read(size))

    def readline(self) -> bytes:
        return self._counted(super().readline())

    def _counted(self, said: bytes) -> bytes:
        self._heard += len(said)
        if self._heard > MOST_SAID:
            raise self.abort("too many answers")
        return said

    def leave(self) -> None:
        """Politely if it still listens; how that goes changes nothing."""
        with suppress(OSError, imaplib.IMAP4.error):
            self.logout()
        self._end.cancel()

    def _cut(self) -> None:
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except Inside:
        raise Refused(Trouble.ACCOUNT, code="inside") from None
    except ssl.SSLCertVerificationError:
        raise Refused(Trouble.ACCOUNT, code="certificate") from None
    except ssl.SSLError:
        raise Refused(Trouble.ACCOUNT, code="encryption") from None
    except UnicodeError:
        raise Refused(Trouble.AUTH, code="signs") from None
    except NotFound:
        raise ProviderAway("no such host") from None
    except (OSError, imaplib.IMAP4.error) as away:
        raise ProviderAway(type(away).__name__) from None
