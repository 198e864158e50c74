"""Logging in to a mail server with a token of OAuth instead of a password (SASL XOAUTH2; INTEGRATIONS 6)."""

import smtplib
from imaplib import IMAP4


def xoauth2(user: str, token: str) -> str:
    """Raises ValueError for what would end its part and begin another one."""
    if not (user.isprintable() and token.isprintable() and token.isascii()):
        raise ValueError("A token holds plain letters, digits and signs.")
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def log_in_to_smtp(server: smtplib.SMTP, user: str, *, password: str = "", token: str = "") -> None:
    """By the token where there is one. Raises smtplib.SMTPAuthenticationError."""
    if not token:
        server.login(user, password)
        return
    said = xoauth2(user, token)
    # to the words of why not, an empty line: then the server refuses by its code
    server.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")


def log_in_to_imap(server: IMAP4, user: str, token: str) -> None:
    """Raises IMAP4.error."""
    answers = iter([xoauth2(user, token).encode()])
    server.authenticate("XOAUTH2", lambda challenge: next(answers, b""))
