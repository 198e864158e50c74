"""The clinics' mail server: takes what they send (SMTP), holds what they get (IMAP)."""

import asyncio
import email
import email.policy
import logging
import warnings
from typing import Any

from comms.providers.simulator import tokens
from comms.providers.simulator.imap import ImapServer
from comms.providers.simulator.mailboxes import bounce
from comms.providers.simulator.speaking import answer_by_themselves
from comms.providers.simulator.world import World, Written
from crm.lib.simulating import Host

WORDS = {"535": "535 5.7.8 Authentication credentials invalid", "550": "550 5.1.1 User unknown", "421": "421 Busy"}


def plug(host: Host, world: World) -> None:
    """`aiosmtpd` is of development, so it is imported where the simulator runs."""
    from aiosmtpd.controller import Controller

    logging.getLogger("mail.log").setLevel(logging.ERROR)
    port = host.ports.get("smtp", 0)
    warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")  # it never leaves this machine
    taking = Controller(
        Taking(world),
        hostname="127.0.0.1",
        port=port or _free(),
        authenticator=lambda *told: _knows(world, *told),
        auth_required=True,
        auth_require_tls=False,
        data_size_limit=40 * 1024 * 1024,
    )
    taking.start()
    host.ports["smtp"] = taking.port
    host.serve(_Stopping(taking))
    imap = ImapServer(world, host.ports.get("imap", 0))
    host.ports["imap"] = imap.port
    host.serve(imap)


class _Stopping:
    def __init__(self, controller: Any) -> None:
        self._controller = controller

    def stop(self) -> None:
        self._controller.stop(no_assert=True)


def _knows(world: World, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    from aiosmtpd.smtp import AuthResult

    fault = world.host.fault("smtp.login")
    if fault.isdigit():
        said = WORDS["535"] if fault == "535" else f"{fault} 5.7.30 Basic authentication is not supported"
        return AuthResult(success=False, handled=False, message=said)
    user, password = (data.login.decode(), data.password.decode())
    known = world.line(lambda line: (line.mailbox, line.mail_password) == (user, password))
    return AuthResult(success=known is not None, handled=False)


class Taking:
    """aiosmtpd asks it for each mail."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> Any:  # noqa: N802  aiosmtpd's name
        from aiosmtpd.smtp import AuthResult

        self._world.host.record("smtp.token", {})
        if len(args) == 2 and tokens.fits(self._world, args[1].encode()):
            return AuthResult(success=True)
        await server.challenge_auth(tokens.WHY_NOT, encode_to_b64=False)
        return AuthResult(success=False, handled=False)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        fault = self._world.host.fault("smtp.recipient")
        if fault.isdigit():
            return WORDS.get(fault, f"{fault} Said to fail")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        fault = self._world.host.fault("smtp.mail")
        if fault.isdigit():
            return WORDS.get(fault, f"{fault} Said to fail")
        if fault == "drop":
            server.transport.abort()
            return "421 Gone"
        self._take(envelope)
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault == "vanish":
            server.transport.abort()
        return "250 OK"

    def _take(self, envelope: Any) -> None:
        world, raw = self._world, bytes(envelope.content)
        self._world.host.record("smtp.mail", {"to": envelope.rcpt_tos[0], "body": raw})
        line = world.line(lambda one: one.mailbox == envelope.mail_from)
        if line is None:
            return
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        body = mail.get_body(("plain",))
        said = body.get_content() if body else ""
        to = envelope.rcpt_tos[0]
        written = Written(line.slug, "mail", "out", said, str(mail["Message-ID"]), subject=str(mail["Subject"]))
        patient = world.somebody("email", to)
        if world.came(patient, written):
            world.host.later(3.5, lambda: answer_by_themselves(world, line, patient, written))
        if to.startswith("bounce"):
            world.host.later(1, lambda: bounce(world, line, recipient=to, about=raw))


def _free() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
