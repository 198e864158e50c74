"""What comes into the clinics' mailboxes: mails of patients, and of mail servers."""

from email.message import EmailMessage
from email.utils import formatdate

from comms.providers.simulator.boxes import Box
from comms.providers.simulator.lines import Line
from comms.providers.simulator.world import Patient, World, Written


def box_of(world: World, address: str) -> Box:
    return world.boxes.setdefault(address, Box())


def post(world: World, line: Line, patient: Patient, written: Written, *, reply_to: str) -> None:
    """A mail of a patient."""
    mail = EmailMessage()
    mail["From"] = f"{patient.name} <{patient.email}>"
    mail["To"] = line.mailbox
    mail["Subject"] = written.subject or written.text[:60]
    mail["Date"] = formatdate()
    mail["Message-ID"] = written.id
    if reply_to:
        mail["In-Reply-To"] = mail["References"] = reply_to
    mail.set_content(written.text)
    box_of(world, line.mailbox).add(mail.as_bytes())


def bounce(world: World, line: Line, *, recipient: str, about: bytes) -> None:
    """The report of a mail server that knows no such person (RFC 3464)."""
    head = about.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    edge = "bounce-0001"
    report = f"Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n"
    report += "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n"
    lines = [
        "From: MAILER-DAEMON@mx.example.com", f"To: {line.mailbox}", f"Date: {formatdate()}",
        "Subject: Undelivered Mail Returned to Sender", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{edge}"', "",
        f"--{edge}", "Content-Type: text/plain", "", "This mail could not be delivered.", "",
        f"--{edge}", "Content-Type: message/delivery-status", "", report, "",
        f"--{edge}", "Content-Type: text/rfc822-headers", "", head, "", f"--{edge}--", "",
    ]  # fmt: skip
    box_of(world, line.mailbox).add("\r\n".join(lines).encode())
