"""A mailbox of any size opens, and a server that never stops talking is not listened to for ever (H:W6)."""

from io import BytesIO

import pytest

from comms.providers.mail.imap import _last_uid
from comms.providers.mail.imap_talk import Talk


def talk_of(said: bytes) -> Talk:
    talk = Talk.__new__(Talk)
    talk.file = BytesIO(said)
    return talk


def listen(talk: Talk) -> None:
    while talk.readline():
        pass


def test_a_server_that_goes_on_talking_is_not_listened_to_for_ever(monkeypatch):
    monkeypatch.setattr("comms.providers.mail.imap_talk.MOST_SAID", 10_000)
    talk = talk_of(b"* OK still here\r\n" * 5000)

    with pytest.raises(Talk.abort):
        listen(talk)

    assert talk.file.tell() < 20_000


def test_many_long_answers_are_counted_together(monkeypatch):
    monkeypatch.setattr("comms.providers.mail.imap_talk.MOST_SAID", 10_000)
    talk = talk_of(b"x" * 100_000)
    assert len(talk.read(9000)) == 9000

    with pytest.raises(Talk.abort):
        talk.read(9000)


class Asked:
    """A mailbox whose numbers would not fit into a line."""

    def uid(self, *words):
        assert words == ("SEARCH", "UID", "*")
        return "OK", [b"2000000"]


def test_of_a_mailbox_with_many_mails_the_last_number_alone_is_asked():
    assert _last_uid(Asked()) == 2_000_000
