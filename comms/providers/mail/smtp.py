"""A clinic's own mail server, by which it writes to its patients (INTEGRATIONS 6)."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from comms.providers.base import OutcomeUnknown, Outgoing, Receipt, Refused, Trouble
from comms.providers.mail.errors import of_response, refusal
from comms.providers.mail.letter import address_in, composed
from crm.lib.addresses import Inside, NotFound
from crm.lib.errors import ProviderAway
from crm.lib.sasl import log_in_to_smtp
from crm.lib.smtp import STARTTLS, connected

ACCEPTED = (250, 251)
POSTMARK = "postmarkapp.com"


@dataclass(frozen=True)
class ClinicMail:
    """`find_address` says where a host really is, and refuses our own network. `find_token`, of a mailbox that
    signs in by OAuth, stands for the password. Seconds: `timeout` for each answer,
    `deadline` for the whole talk. A mail may be handed over again with the same Message-ID: whoever reads it drops
    the second (INTEGRATIONS 15.3)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str
    find_address: Callable[[str, int], str]
    security: str = STARTTLS
    find_token: Callable[[], str] | None = None
    timeout: float = 10
    deadline: float = 120
    repeatable = True

    def send(self, message: Outgoing) -> Receipt:
        """Hand one mail over. Raises Refused, ProviderAway before its text left, OutcomeUnknown after."""
        mail = composed(message, sender=self.sender)
        for name, value in marks_of(self.host, message.reference).items():
            mail[name] = value
        raw = mail.as_bytes()
        with self._logged_in() as server:
            with _nothing_sent_yet(of_sender=True):
                _accepted(*server.mail(address_in(self.sender)), of_sender=True)
            with _nothing_sent_yet():
                _accepted(*server.rcpt(mail["To"].addresses[0].addr_spec))
            _hand_over(server, raw)
        return Receipt(message.message_id, message.to.value)

    @contextmanager
    def _logged_in(self) -> Iterator[smtplib.SMTP]:
        """Whoever uses the server reads its answers for themselves; here the way to it is read."""
        with _nothing_sent_yet(of_sender=True):
            address = self.find_address(self.host, self.port)
        own_name = address_in(self.sender).rpartition("@")[2] or "localhost"
        rules = {"timeout": self.timeout, "deadline": self.deadline, "name": own_name}
        with _nothing_sent_yet(of_sender=True):
            token = self.find_token() if self.find_token else ""
            talk = connected(self.host, address, self.port, self.security, **rules)
            with talk as server:
                log_in_to_smtp(server, self.user, password=self.password, token=token)
                yield server


def marks_of(host: str, reference: str) -> dict[str, str]:
    """What a provider wants to hear, to tell us of a mail by our own name for it. Postmark gives it a new
    Message-ID otherwise, and answers would find nothing (its page about SMTP, from memory)."""
    if host == POSTMARK or host.endswith(f".{POSTMARK}"):
        return {"X-PM-KeepID": "true", "X-PM-Metadata-reference": reference}
    return {}


def _hand_over(server: smtplib.SMTP, raw: bytes) -> None:
    """From here on a silence may mean that it was taken."""
    try:
        code, words = server.data(raw)
    except smtplib.SMTPDataError as refused:
        raise of_response(refused) from None
    except (OSError, smtplib.SMTPException) as lost:
        raise OutcomeUnknown(type(lost).__name__) from lost
    _accepted(code, words, of_text=True)


@contextmanager
def _nothing_sent_yet(*, of_sender: bool = False) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPResponseException as refused:
        raise of_response(refused, of_sender=of_sender) from None
    except Inside:
        raise Refused(Trouble.ACCOUNT, code="inside") from None
    except ssl.SSLCertVerificationError:
        raise Refused(Trouble.ACCOUNT, code="certificate") from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        raise Refused(Trouble.ACCOUNT, code="encryption") from None
    except UnicodeError:  # smtplib sends ASCII only
        raise Refused(Trouble.AUTH, code="signs") from None
    except NotFound:
        raise ProviderAway("no such host") from None
    except (OSError, smtplib.SMTPException) as away:
        raise ProviderAway(type(away).__name__) from None


def _accepted(code: int, words: bytes, *, of_sender: bool = False, of_text: bool = False) -> None:
    if code not in ACCEPTED:
        raise refusal(code, words, of_sender=of_sender, of_text=of_text)
