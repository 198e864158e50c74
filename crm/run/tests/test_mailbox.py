"""The mails of `make run` are caught and can be read, and nothing in them is run."""

import os
import smtplib
import subprocess
import sys
from email.message import EmailMessage

import httpx
import pytest

from crm.run.children import catcher
from crm.run.mailbox import page
from crm.run.options import Ports
from crm.run.table import ready_table
from crm.testing.processes import Process, free_port, until

LINK = "http://tirana-smile.localhost:8000/invitation/a/b-c/?x=1&y=2"


def mail(subject="Your invitation", text=f"Follow {LINK} today."):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "no-reply@example.com", "ada@example.com", subject
    message.set_content(text)
    return message


@pytest.fixture
def running(tmp_path):
    """(smtp port, port of the page) of a mailbox in a process of its own."""
    smtp, web = free_port(), free_port()
    process = Process([sys.executable, "-m", "crm.run.mailbox", str(tmp_path / "mail"), str(smtp), str(web)])
    until(lambda: answers(web), told=process.output)
    yield smtp, web
    process.stop()


def answers(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
    except httpx.HTTPError:
        return False


def test_a_mail_is_caught_and_its_link_can_be_followed(running):
    smtp, web = running

    with smtplib.SMTP("127.0.0.1", smtp) as server:
        server.send_message(mail())

    shown = httpx.get(f"http://localhost:{web}/").text
    assert "Your invitation" in shown
    assert f'<a href="{LINK.replace("&", "&amp;")}">' in shown


def test_another_name_that_leads_to_the_page_is_shown_nothing(running):
    _, web = running

    answer = httpx.get(f"http://127.0.0.1:{web}/", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.text) == (404, "")


def test_what_a_mail_says_is_text(tmp_path):
    evil = '<script>alert(1)</script> https://a.example/"onmouseover=1'
    (tmp_path / "1.eml").write_bytes(mail(subject=evil[:25], text=evil).as_bytes())

    shown = page(tmp_path)

    assert "<script>" not in shown
    assert 'href="https://a.example/"' in shown


def test_the_newest_mail_stands_first(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(mail(subject=f"Number {number}").as_bytes())

    assert page(tmp_path).index("Number 2") < page(tmp_path).index("Number 1")


def test_mails_are_caught_beside_web_and_live_unless_a_server_is_named(tmp_path, monkeypatch):
    monkeypatch.delitem(os.environ, "MAIL_HOST", raising=False)
    (child,) = catcher(Ports(8000, 8001), tmp_path)

    assert child.command[-2:] == ["8002", "8003"]
    assert "Mails   http://localhost:8003/" in ready_table(None, Ports(8000, 8001), mails=True)

    monkeypatch.setitem(os.environ, "MAIL_HOST", "mail.example.com")
    assert catcher(Ports(8000, 8001), tmp_path) == []


def test_the_settings_of_development_know_where_mails_are_caught():
    ask = "from django.conf import settings; print(settings.MAIL['host'], settings.MAIL['port'])"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings.dev", "PORT": "9100", "LIVE_PORT": "9050"}
    environment.pop("MAIL_HOST", None)

    told = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["127.0.0.1", str(Ports(9100, 9050).mail)]
