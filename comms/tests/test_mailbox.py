"""Mails out of a clinic's mailbox (INTEGRATIONS 6)."""

from datetime import date

import pytest

from comms.providers.base import Refused, Trouble
from comms.providers.mail.imap import Mailbox, Place
from comms.providers.simulator.boxes import Box
from comms.providers.simulator.speaking import speak
from comms.tests.test_mail_sending import at_home, nowhere
from crm.lib.errors import ProviderAway
from crm.testing.simulators import a_line

TODAY = date(2026, 11, 22)


@pytest.fixture
def line(simulator):
    return simulator.connect(a_line("tirana", 1))


def mailbox(simulator, line, **more):
    known = {"host": "mail.example.com", "port": simulator.ports["imap"], "user": line.mailbox, "timeout": 1}
    known |= {"password": line.mail_password, "security": "none", "find_address": lambda host, port: "127.0.0.1"}
    return Mailbox(**{**known, **more})


def test_the_first_look_reads_nothing_and_the_next_what_is_new(simulator, line):
    box, anna = mailbox(simulator, line), simulator.patient("sarah")
    speak(simulator.world, line, anna, "mail", "Before us")
    first = box.look(Place(), today=TODAY)
    speak(simulator.world, line, anna, "mail", "Hello", subject="A question")

    second = box.look(first.place, today=TODAY)
    third = box.look(second.place, today=TODAY)

    assert (first.letters, first.place.uid) == ((), 1)
    (one,) = second.letters
    assert b"Subject: A question" in one.raw
    assert b"Hello" in one.raw
    assert (third.letters, third.place) == ((), second.place)


def test_a_mailbox_that_numbers_anew_is_read_again(simulator, line):
    box = mailbox(simulator, line)
    place = box.look(Place(), today=TODAY).place
    speak(simulator.world, line, simulator.patient("sarah"), "mail", "One")
    place = box.look(place, today=TODAY).place
    simulator.world.boxes[line.mailbox].renumber()

    again = box.look(place, today=TODAY)

    assert len(again.letters) == 1
    assert again.place.validity == place.validity + 1
    assert box.look(again.place, today=TODAY).letters == ()


def test_of_a_mail_that_is_too_large_only_the_head_is_fetched(simulator, line, monkeypatch):
    monkeypatch.setattr("comms.providers.mail.imap.LARGEST", 500)
    box = mailbox(simulator, line)
    place = box.look(Place(), today=TODAY).place
    speak(simulator.world, line, simulator.patient("sarah"), "mail", "x" * 2000, subject="Large")

    (one,) = box.look(place, today=TODAY).letters

    assert one.is_cut
    assert b"Subject: Large" in one.raw
    assert b"xxx" not in one.raw


def test_an_answer_longer_than_any_mail_is_not_read(simulator, line, monkeypatch):
    box = mailbox(simulator, line)
    place = box.look(Place(), today=TODAY).place
    speak(simulator.world, line, simulator.patient("sarah"), "mail", "x" * 5000)
    monkeypatch.setattr("comms.providers.mail.imap_talk.MOST", 1000)

    with pytest.raises(ProviderAway):
        box.look(place, today=TODAY)


@pytest.mark.parametrize(
    ("more", "trouble", "code"),
    [
        ({"password": "wrong"}, Trouble.AUTH, "login"),
        ({"password": "è"}, Trouble.AUTH, "signs"),
        ({"folder": 'A"b'}, Trouble.ACCOUNT, "folder"),
        ({"find_address": at_home}, Trouble.ACCOUNT, "inside"),
        ({"security": "tls"}, Trouble.ACCOUNT, "encryption"),
        ({"find_address": lambda host, port: "192.0.2.1"}, Trouble.ACCOUNT, "encryption"),
    ],
)
def test_a_mailbox_that_does_not_open_says_why(simulator, line, more, trouble, code):
    with pytest.raises(Refused) as refused:
        mailbox(simulator, line, **more).try_login()

    assert (refused.value.trouble, refused.value.code) == (trouble, code)


def test_a_mailbox_that_is_not_there_is_away(simulator, line):
    for more in ({"port": 1}, {"find_address": nowhere}):
        with pytest.raises(ProviderAway):
            mailbox(simulator, line, **more).try_login()


def test_many_mails_come_in_pieces(simulator, line, monkeypatch):
    monkeypatch.setattr("comms.providers.mail.imap.AT_ONCE", 2)
    box = mailbox(simulator, line)
    simulator.world.boxes[line.mailbox] = Box()
    place = box.look(Place(), today=TODAY).place
    for number in range(3):
        speak(simulator.world, line, simulator.patient("sarah"), "mail", f"Number {number}")

    first = box.look(place, today=TODAY)
    rest = box.look(first.place, today=TODAY)

    assert (len(first.letters), first.has_more, len(rest.letters), rest.has_more) == (2, True, 1, False)
