"""A clinic's own mail server: tried, to say whether its credentials fit (RFC 5321, 8314)."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.utils.translation import gettext as _

from tenants.settings.errors import ProviderRefused
from tenants.settings.providers.addresses import Inside, NotFound, public_address

TIMEOUT = 5  # seconds for each answer
DEADLINE = 15  # seconds for the whole talk: a server may send a little every second, for ever
MOST = 64 * 1024  # bytes that a server may say
TLS, STARTTLS = "tls", "starttls"


def try_login(values: Mapping[str, str]) -> None:
    """Connect and log in; send nothing. Raises ProviderRefused with what to change."""
    host, port = values["host"], int(values["port"])
    with _in_words(host):
        address = public_address(host, port)
        with _connected(host, address, port, values["security"]) as server:
            server.login(values["user"], values["password"])


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
def _connected(host: str, address: str, port: int, security: str) -> Iterator[smtplib.SMTP]:
    server: Any = (_VettedTls if security == TLS else _Vetted)(local_hostname="localhost", timeout=TIMEOUT)
    server.address = address
    server._host = host  # the name that the certificate must have
    end = threading.Timer(DEADLINE, _cut, [server])
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


@contextmanager
def _in_words(host: str) -> Iterator[None]:
    """Each way it fails in one sentence; never the server's own words."""
    try:
        yield
    except NotFound:
        raise ProviderRefused(_("There is no server called %(host)s. Check its name.") % {"host": host}) from None
    except Inside:
        raise ProviderRefused(_("This address lies inside our own network. Enter a public mail server.")) from None
    except smtplib.SMTPAuthenticationError:
        raise ProviderRefused(_("The server refused user or password. Enter them again.")) from None
    except UnicodeError:  # smtplib sends ASCII only
        said = _("User and password can hold plain letters, digits and signs only: no accents.")
        raise ProviderRefused(said) from None
    except ssl.SSLCertVerificationError:
        said = _("The certificate of the server does not fit its name. Check the name, or ask your provider.")
        raise ProviderRefused(said) from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        said = _("The server does not speak this kind of encryption here. Try the other one, or another port.")
        raise ProviderRefused(said) from None
    except ConnectionRefusedError:
        raise ProviderRefused(_("Nothing answers on this port. Usual ones are 587 and 465.")) from None
    except (OSError, smtplib.SMTPException) as lost:
        if isinstance(lost, TimeoutError) or isinstance(lost.__context__, TimeoutError):  # smtplib wraps it
            raise ProviderRefused(_("The server did not answer in time. Check name and port.")) from None
        raise ProviderRefused(_("The server broke off. Check port and encryption.")) from None
