"""Mails through a clinic's own server (INTEGRATIONS 6; H:X6)."""

import email
import email.policy
import smtplib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.providers.base import File, OutcomeUnknown, Outgoing, Refused, To, Trouble
from comms.providers.mail.errors import of_response, refusal
from comms.providers.mail.letter import composed
from comms.providers.mail.smtp import ClinicMail
from crm.lib.addresses import Inside, NotFound
from crm.lib.errors import ProviderAway
from crm.testing.simulators import a_line

SENDER = "Tirana Smile <reception@tirana.example.com>"
ID, EARLIER, FIRST = "<msg-2@tirana.example.com>", "<b@x.example>", "<a@x.example>"
LETTER = Outgoing(
    "1", To("email", "anna@example.com", "Anna Ü"), body="Ciao ☺", subject="Il preventivo", message_id=ID
)


def letter(**more):
    return Outgoing(**{**vars(LETTER), **more})


@pytest.fixture
def line(simulator):
    return simulator.connect(a_line("tirana", 1))


def server(simulator, line, **more):
    known = {"host": "mail.example.com", "port": simulator.ports["smtp"], "user": line.mailbox, "timeout": 1}
    known |= {"password": line.mail_password, "sender": line.mailbox, "security": "none"}
    return ClinicMail(**{**known, "find_address": lambda host, port: "127.0.0.1", **more})


def test_a_mail_threads_names_its_list_and_carries_its_files():
    one_click = {
        "List-Unsubscribe": "<https://x.example/u/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    quote = File("Preventivo è.pdf", "application/pdf", b"%PDF")
    raw = composed(letter(reply_to=(EARLIER, FIRST), headers=one_click, files=(quote,)), sender=SENDER).as_bytes()

    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (mail["Message-ID"], mail["In-Reply-To"], mail["References"]) == (ID, EARLIER, f"{FIRST} {EARLIER}")
    assert {name: mail[name] for name in one_click} == one_click
    assert mail["To"] == "Anna Ü <anna@example.com>"
    assert mail.get_body(("plain",)).get_content().strip() == "Ciao ☺"
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Preventivo è.pdf", b"%PDF")


def test_a_mail_is_its_text_first_and_then_the_same_in_html_before_its_files():
    raw = composed(letter(html="<p>Ciao ☺</p>", files=(File("a.pdf", "application/pdf", b"%PDF"),)), sender=SENDER)

    mail = email.message_from_bytes(raw.as_bytes(), policy=email.policy.default)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert mail.get_body(("html",)).get_content().strip() == "<p>Ciao ☺</p>"


@given(st.text(max_size=60))
def test_no_value_begins_another_header(evil):
    try:
        raw = composed(
            letter(
                subject=evil,
                body=evil,
                html=evil,
                to=To("email", "anna@example.com", evil),
                files=(File(evil, evil, b""),),
                reply_to=(f"<{evil}@x>",),
            ),
            sender=SENDER,
        ).as_bytes()
    except Refused:
        return
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert {name.lower() for name in mail} <= {
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "content-type",
        "content-transfer-encoding",
    }  # fmt: skip
    assert len(mail["To"].addresses) == 1


@pytest.mark.parametrize(
    "sender", ["a@b.it\r\nBcc: evil@example.com", '"x\r\nBcc: evil@example.com" <a@b.it>', "a@b.it, evil@d.it"]
)
def test_no_sender_begins_another_header(sender):
    try:
        raw = composed(LETTER, sender=sender).as_bytes()
    except Refused:
        return
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["Bcc"] is None
    assert len(mail["From"].addresses) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"Reply-To": "a@example.com\r\nBcc: evil@example.com"}},
        {"headers": {"Bcc": "evil@example.com"}},
        {"headers": {"Received": "x"}},
        {"message_id": "<a@b>\r\nBcc: evil@example.com"},
        {"message_id": ""},
        {"to": To("email", "anna@example.com, evil@example.com")},
        {"to": To("email", "änna@example.com")},
        {"to": To("email", "anna@example.com\r\nRCPT TO:<evil@example.com>")},
        {"files": (File("a", "a/b", b"x" * (20 * 1024 * 1024 + 1)),)},
    ],
)
def test_what_no_mail_may_hold_does_not_leave(more):
    with pytest.raises(Refused):
        composed(letter(**more), sender=SENDER)


@pytest.mark.parametrize(
    ("code", "words", "trouble"),
    [
        (550, b"5.1.1 User unknown", Trouble.ADDRESS),
        (550, b"No such user", Trouble.ADDRESS),
        (550, b"5.7.1 Likely unsolicited mail", Trouble.SENDER),
        (550, b"5.0.0 No", Trouble.ADDRESS),
        (550, b"5.7.30 Basic authentication is not supported", Trouble.AUTH),
        (552, b"5.2.2 Mailbox full", Trouble.UNREACHABLE),
        (552, b"5.3.4 Message too big", Trouble.CONTENT),
        (554, b"Policy", Trouble.CONTENT),
        (450, b"4.2.0 Greylisted", Trouble.TRANSIENT),
        (421, b"Busy", Trouble.TRANSIENT),
        (530, b"Authenticate first", Trouble.AUTH),
        (599, b"", Trouble.OTHER),
    ],
)
def test_each_refusal_is_the_trouble_that_we_know(code, words, trouble):
    found = refusal(code, words)

    assert (found.trouble, found.permanent) == (trouble, trouble is not Trouble.TRANSIENT)
    assert found.code.startswith(str(code))


def test_what_is_refused_once_they_had_the_text_is_no_wrong_address_unless_they_say_so():
    said = [refusal(550, words, of_text=True).trouble for words in (b"Spam", b"5.1.1 No such user")]

    assert said == [Trouble.CONTENT, Trouble.ADDRESS]


def test_a_wrong_password_is_of_the_account_and_our_own_address_too():
    assert of_response(smtplib.SMTPAuthenticationError(535, b"5.7.8 No")).code == "535 5.7.8"
    assert refusal(550, b"5.1.8 Not yours", of_sender=True).trouble is Trouble.SENDER


def test_a_mail_is_handed_over(simulator, line):
    receipt = server(simulator, line).send(LETTER)

    assert (receipt.provider_id, receipt.address) == (ID, "anna@example.com")
    (came,) = simulator.got("smtp")
    assert came["to"] == "anna@example.com"
    assert b"Message-ID: <msg-2@tirana.example.com>" in came["body"]


@pytest.mark.parametrize(
    ("route", "fault", "trouble", "code"),
    [
        ("smtp.recipient", {"do": "status", "status": 550}, Trouble.ADDRESS, "550 5.1.1"),
        ("smtp.recipient", {"do": "status", "status": 450}, Trouble.TRANSIENT, "450"),
        ("smtp.mail", {"do": "status", "status": 554}, Trouble.CONTENT, "554"),
        ("smtp.login", {"do": "status", "status": 535, "times": 0}, Trouble.AUTH, "535 5.7.8"),
    ],
)
def test_each_no_of_a_server_is_heard(simulator, line, route, fault, trouble, code):
    simulator.tell(route, **fault)

    with pytest.raises(Refused) as refused:
        server(simulator, line).send(LETTER)

    assert (refused.value.trouble, refused.value.code) == (trouble, code)


@pytest.mark.parametrize("fault", ["hang", "vanish"])
def test_no_answer_after_the_text_is_unknown(simulator, line, fault):
    simulator.tell("smtp.mail", fault)

    with pytest.raises(OutcomeUnknown):
        server(simulator, line).send(LETTER)

    assert len(simulator.got("smtp")) == 1


def nowhere(host, port):
    raise NotFound


def at_home(host, port):
    raise Inside


def test_before_the_text_nothing_was_sent(simulator, line):
    with pytest.raises(ProviderAway):
        server(simulator, line, port=1).send(LETTER)
    with pytest.raises(ProviderAway):
        server(simulator, line, find_address=nowhere).send(LETTER)
    with pytest.raises(Refused) as inside:
        server(simulator, line, find_address=at_home).send(LETTER)
    with pytest.raises(Refused) as plain:
        server(simulator, line, find_address=lambda host, port: "192.0.2.1").send(LETTER)

    assert (inside.value.code, plain.value.code) == ("inside", "encryption")
    assert simulator.got("smtp") == []
