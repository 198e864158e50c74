"""Each variable of the mail server that is missing or unsafe is named (F:T26)."""

import environ
import pytest

from crm.settings.mail import mail_settings
from tenants.notices.checks import mails_can_be_sent

WELL = {"MAIL_HOST": "mail.example.com", "MAIL_FROM": "Bridgework <no-reply@example.com>"}


@pytest.fixture
def said(settings, monkeypatch):
    """`said(MAIL_PORT="x")`: what the check says of WELL with this changed."""
    settings.DEBUG = False

    def ask(**changed):
        for name, value in {**WELL, **changed}.items():
            monkeypatch.setenv(name, value)
        settings.MAIL = mail_settings(environ.Env())
        return [message.msg for message in mails_can_be_sent(None)]

    return ask


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"MAIL_SECURITY": "tls", "MAIL_USER": "u", "MAIL_PASSWORD": "p"},
        {"MAIL_SECURITY": "none", "MAIL_PORT": "25"},
        {"MAIL_SECURITY": "", "MAIL_PORT": ""},
        {"MAIL_FROM": "no-reply@example.com"},
    ],
)
def test_a_complete_server_is_not_complained_of(said, given):
    assert said(**given) == []


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ("MAIL_HOST", {"MAIL_HOST": ""}),
        ("MAIL_FROM", {"MAIL_FROM": ""}),
        ("MAIL_FROM", {"MAIL_FROM": "Bridgework"}),
        ("MAIL_FROM", {"MAIL_FROM": "a@example.com\r\nBcc: b@example.com"}),
        ("MAIL_SECURITY", {"MAIL_SECURITY": "ssl"}),
        ("MAIL_SECURITY", {"MAIL_SECURITY": "none", "MAIL_USER": "u", "MAIL_PASSWORD": "p"}),
        ("MAIL_PASSWORD", {"MAIL_USER": "u"}),
        ("MAIL_PORT", {"MAIL_PORT": "smtp"}),
        ("MAIL_PORT", {"MAIL_PORT": "70000"}),
    ],
)
def test_what_is_missing_or_unsafe_is_named(said, variable, given):
    (sentence,) = said(**given)

    assert variable in sentence


def test_the_usual_port_follows_from_the_security(said, settings):
    for security, port in (("", 587), ("starttls", 587), ("tls", 465)):
        said(MAIL_SECURITY=security)

        assert settings.MAIL["port"] == port
