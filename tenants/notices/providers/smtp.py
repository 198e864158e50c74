"""A mail server spoken to in SMTP (RFC 5321), with TLS as RFC 8314 wants it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tenants.notices.mailkinds import Mail
from tenants.notices.providers.message import address_in, composed
from tenants.outbox.handlers import GiveUp, OutcomeUnknown, TryAgain

ACCEPTED = 250


@dataclass(frozen=True)
class Smtp:
    """`security` is none, starttls or tls; there is no falling back to less. `timeout` in seconds, each answer."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20

    def send(self, mail: Mail) -> None:
        try:
            message = composed(mail, sender=self.sender).as_bytes()
        except ValueError as wrong:
            raise GiveUp(f"The mail cannot be written: {_name(wrong)}") from wrong
        with self._connected() as server:
            with _nothing_sent_yet():
                _accepted(*server.mail(address_in(self.sender)))
                _accepted(*server.rcpt(mail.to))
            _hand_over(server, message)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with _nothing_sent_yet():
            server = self._open()
        try:
            with _nothing_sent_yet():
                server.ehlo_or_helo_if_needed()
                if self.security == "starttls":
                    server.starttls(context=_context())
                    server.ehlo_or_helo_if_needed()  # what was said before is forgotten (RFC 3207, 4.2)
                if self.user:
                    server.login(self.user, self.password)
            yield server
        finally:
            _leave(server)

    def _open(self) -> smtplib.SMTP:
        # Named, or smtplib would ask DNS for this machine's name.
        own_name = address_in(self.sender).rpartition("@")[2] or "localhost"
        options = {"timeout": self.timeout, "local_hostname": own_name}
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, context=_context(), **options)
        return smtplib.SMTP(self.host, self.port, **options)


def _hand_over(server: smtplib.SMTP, message: bytes) -> None:
    """From here on a silence may mean that it was taken."""
    try:
        code, _ = server.data(message)
    except smtplib.SMTPDataError as refused:
        raise _refusal(refused.smtp_code) from refused
    except (OSError, smtplib.SMTPException) as lost:
        raise OutcomeUnknown(f"The mail server did not say whether it took the mail: {_name(lost)}") from lost
    _accepted(code, b"")


@contextmanager
def _nothing_sent_yet() -> Iterator[None]:
    """4xx and a server that is away may be tried again, 5xx may not (RFC 5321, 4.2.1)."""
    try:
        yield
    except smtplib.SMTPResponseException as refused:
        raise _refusal(refused.smtp_code) from refused
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as unsafe:
        raise GiveUp(f"The mail server cannot be spoken to safely: {_name(unsafe)}") from unsafe
    except (OSError, smtplib.SMTPException) as away:
        raise TryAgain(f"The mail server cannot be reached: {_name(away)}") from away


def _accepted(code: int, _: bytes) -> None:
    if code not in (ACCEPTED, ACCEPTED + 1):
        raise _refusal(code)


def _refusal(code: int) -> TryAgain | GiveUp:
    """Without the server's words: they repeat the address."""
    said = f"The mail server refused: {code}"
    return GiveUp(said) if code >= 500 else TryAgain(said)


def _leave(server: smtplib.SMTP) -> None:
    """Politely if it still listens; how that goes changes nothing."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _name(error: Exception) -> str:
    return type(error).__name__
