"""A real mail server on the loopback that keeps what it accepts; it can refuse, hang and drop like others do."""

import asyncio
import email
import email.policy
import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from crm.testing.processes import free_port
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.outbox.services import work

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every line
ACCEPT, ACCEPT_THEN_HANG, ACCEPT_THEN_DROP = "accept", "accept-then-hang", "accept-then-drop"
REFUSE_RECIPIENT, REFUSE_MAIL, BUSY = "550 at RCPT", "554 at DATA", "451 at DATA"


@dataclass(frozen=True)
class Accepted:
    """A mail as it came: who the server was told it is for, and what stands in it."""

    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()

    @property
    def subject(self) -> str:
        return self.message["Subject"]


@dataclass
class Mailbox:
    """`mode` from the next mail on; `mails` is everything that was accepted, the oldest first."""

    port: int
    mode: str = ACCEPT
    mails: list[Accepted] = field(default_factory=list)

    def deliver(self, clinic: Clinic, *, minutes: int = 0) -> list[Accepted]:
        """Do the jobs that are due in the clinic that many minutes on, as a worker would; what arrived by that."""
        before = len(self.mails)
        with clinic_context(clinic):
            work.run_due(now=timezone.now() + timedelta(minutes=minutes))
        return self.mails[before:]

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode == REFUSE_RECIPIENT:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.mode == REFUSE_MAIL:
            return "554 No"
        if self.mode == BUSY:
            return "451 Later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(Accepted(list(envelope.rcpt_tos), message))
        if self.mode == ACCEPT_THEN_HANG:
            await asyncio.sleep(3600)
        if self.mode == ACCEPT_THEN_DROP:
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def mailbox_at() -> Iterator[Callable[..., Mailbox]]:
    """`mailbox_at(tls=context, starttls=context)` opens one that speaks TLS."""
    open_ones: list[Controller] = []

    def make(*, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> Mailbox:
        box = Mailbox(free_port())
        more: dict[str, Any] = {"tls_context": starttls, "require_starttls": True} if starttls else {}
        controller = Controller(box, hostname="127.0.0.1", port=box.port, ssl_context=tls, **more)
        controller.start()
        open_ones.append(controller)
        return box

    yield make
    for controller in open_ones:
        controller.stop(no_assert=True)


@pytest.fixture
def mailbox(mailbox_at: Callable[..., Mailbox], settings: Any) -> Mailbox:
    """The platform's mail server during this test; tell a real worker with MAIL_PORT."""
    box = mailbox_at()
    settings.MAIL = {**settings.MAIL, "host": "127.0.0.1", "port": box.port, "security": "none", "timeout": 5}
    return box
