"""Talking with a mail server that somebody named: at the address that was vetted, in bounded time (RFC 8314)."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

# PLAIN is for a server on this machine alone: the simulator.
TLS, STARTTLS, PLAIN = "tls", "starttls", "none"
MOST = 64 * 1024  # bytes that a server may say


class _Vetted(smtplib.SMTP):
    """Connects to the address that was looked at, whatever the name leads to a moment later."""

    address: str
    heard = 0

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self.address, port), timeout)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = _Bounded(self.sock.makefile("rb"), self)
        return super().getreply()


class _Bounded:
    """A server's words, no more than MOST bytes of them in the whole talk."""

    def __init__(self, words: Any, talk: _Vetted):
        self._words, self._talk = words, talk

    def readline(self, most: int) -> bytes:
        line = self._words.readline(most)
        self._talk.heard += len(line)
        if self._talk.heard > MOST:
            raise OSError("too many words")
        return line

    def close(self) -> None:
        self._words.close()


class _VettedTls(_Vetted):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


@contextmanager
def connected(
    host: str, address: str, port: int, security: str, *, timeout: float, deadline: float, name: str = "localhost"
) -> Iterator[smtplib.SMTP]:
    """A talk with the server, encrypted, not yet logged in. `address` was looked at (crm.lib.addresses); `host` is
    what its certificate is for; `name` is how we call ourselves. Seconds: `timeout` for each answer, `deadline` for
    everything. PLAIN goes to this machine alone. Raises OSError, smtplib.SMTPException.
    """
    if security == PLAIN and not ip_address(address.partition("%")[0]).is_loopback:
        raise ssl.SSLError("not without encryption")
    server: Any = (_VettedTls if security == TLS else _Vetted)(local_hostname=name, timeout=timeout)
    server.address = address
    server._host = host  # the name that the certificate must have
    end = threading.Timer(deadline, _cut, [server])
    end.daemon = True
    end.start()
    try:
        server.connect(host, port)
        server.ehlo()
        if security == STARTTLS:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        end.cancel()
        server.close()


def _cut(server: smtplib.SMTP) -> None:
    """From the timer: whoever waits for the socket gets an error at once."""
    with suppress(OSError, AttributeError):
        server.sock.shutdown(socket.SHUT_RDWR)
