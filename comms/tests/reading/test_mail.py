"""Mails as vectors/INDEX.md expects them, and any other bytes as a message that somebody can look at."""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.providers.base import Incoming, Sender, Status, Trouble
from comms.providers.mail import parts as mail_parts
from comms.providers.mail.html import plain
from comms.providers.mail.quotes import cut
from comms.providers.mail.reading import message_id_of, read
from comms.tests.reading.wire import NOW, needs_vectors, raw

HEAD = (
    b"From: Anna <anna@example.it>\r\nTo: leads@crm.example.com\r\nSubject: Ciao\r\nMessage-ID: <1@example.it>\r\n"
)


def one(body: bytes) -> Incoming:
    [message] = read(body, account="mail", now=NOW)
    return message


@needs_vectors
def test_a_reply_is_decoded_threaded_and_freed_of_what_it_answers():
    mail = one(raw("email/reply_unicode.eml"))

    assert mail.sender == Sender(email="gezim@example.al", name="Gëzim Çoçoli")
    assert (mail.subject, mail.body) == ("Re: Oferta për All-on-4", "Po, dua të vij\u00eb.")
    assert mail.reply_to == ("<msg-42.tirana-smile@crm.example.com>", "<msg-41.tirana-smile@crm.example.com>")
    assert (mail.provider_id, mail.is_automatic) == ("<abc.1@example.al>", False)
    assert mail.at == datetime(2026, 11, 20, 10, 15, 30, tzinfo=UTC)
    assert "> Sa kushton?" in mail.about["quoted"]
    assert mail.about["to"] == ["leads@crm.example.com"]


@needs_vectors
def test_a_bounce_is_news_of_our_mail_and_no_message():
    assert read(raw("email/bounce_dsn_511.eml"), account="mail", now=NOW) == (
        Status(
            *("mail", "<msg-42.tirana-smile@crm.example.com>", "failed", NOW),
            trouble=Trouble.ADDRESS,
            code="5.1.1",
        ),
    )


@needs_vectors
def test_a_bounce_that_may_pass_is_soft_and_a_delay_is_no_news():
    report = raw("email/bounce_dsn_511.eml")
    soft = report.replace(b"Status: 5.1.1", b"Status: 4.2.2")
    delayed = soft.replace(b"Action: failed", b"Action: delayed")

    assert read(soft, account="mail", now=NOW)[0].trouble == Trouble.TRANSIENT
    [message] = read(delayed, account="mail", now=NOW)
    assert isinstance(message, Incoming)
    assert message.is_automatic


@needs_vectors
def test_an_out_of_office_is_no_answer():
    assert one(raw("email/out_of_office.eml")).is_automatic


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: auto-generated", "Precedence: list", "X-Autoreply: yes", "Return-Path: <>"]
)
def test_what_a_program_wrote_is_known(header):
    assert one(HEAD + header.encode() + b"\r\n\r\nCiao").is_automatic


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "X-Priority: 1", "Precedence: first-class"])
def test_what_a_person_wrote_is_no_programs(header):
    assert not one(HEAD + header.encode() + b"\r\n\r\nCiao").is_automatic


def test_without_a_message_id_the_bytes_are_the_name():
    mail = b"From: a@example.it\r\n\r\nCiao"

    assert one(mail).provider_id == message_id_of(mail) == f"<sha256-{hashlib.sha256(mail).hexdigest()}>"


def test_an_unknown_charset_keeps_its_letters_and_wrong_ones_cost_nothing():
    unknown = HEAD + b"Content-Type: text/plain; charset=x-klingon\r\n\r\nperch\xe9"
    wrong = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nperch\xe9"

    assert one(unknown).body == one(wrong).body == "perché"


def test_html_alone_is_read_as_its_words_and_nothing_of_it_stays():
    body = b"<style>p{}</style><p>Ciao<script>alert(1)</script> <b>a</b>&amp;b</p><img src=http://t.example/x.gif><p>Due</p>"

    mail = one(HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body)

    assert mail.body == "Ciao a&b\n\nDue"


def test_files_are_named_whoever_wrote_the_name_and_however():
    boundary = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    rfc2231 = b"--b\r\nContent-Disposition: attachment; filename*=utf-8''prev%C3%A9.pdf\r\n"
    rfc2047 = b'--b\r\nContent-Type: image/png; name="=?utf-8?Q?t=C3=A4t.png?="\r\n'
    encoded = b"Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n"

    mail = one(HEAD + boundary + b"--b\r\n\r\nEcco\r\n" + rfc2231 + encoded + rfc2047 + encoded + b"--b--")

    assert mail.body == "Ecco"
    assert [(file.name, file.content) for file in mail.media] == [("prevé.pdf", b"\0\1\2"), ("tät.png", b"\0\1\2")]


def test_files_that_are_too_many_or_too_large_are_left_behind(monkeypatch):
    monkeypatch.setattr("comms.providers.mail.parts.ALL_FILES", 8)
    part = b"--b\r\nContent-Disposition: attachment; filename=a.bin\r\n\r\n12345\r\n"
    mail = one(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 60 + b"--b--")

    assert len(mail.media) == 25
    assert [file.content for file in mail.media][:2] == [b"12345", None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sì\n\nIl giorno gio 19 nov 2026 alle 10:00 Clinica <a@b.it>\nha scritto:\n> Va bene?", "Sì"),
        ("Ja.\n\nAm 19.11.2026 um 10:00 schrieb Klinik:\n\n> Passt es?", "Ja."),
        ("Yes\n\n-----Original Message-----\nFrom: us", "Yes"),
        ("Oui\n\n________________________________\nDe : nous", "Oui"),
        ("Si\n\nDa: Clinica\nInviato: giovedì 19 novembre 2026 10:00\nA: me", "Si"),
        ("On Thu, 19 Nov 2026 Clinic wrote:\n> Friday?\nFriday is fine", "Friday is fine"),
        ("> When?\nMonday\n> Where?\nRome", "Monday\nRome"),
        ("My dentist wrote:\nyou need two", "My dentist wrote:\nyou need two"),
        ("> only a quote", "> only a quote"),
        ("", ""),
    ],
)
def test_what_was_written_now_is_told_from_the_older_mail(text, said):
    assert cut(text)[0] == said


def test_parts_in_parts_without_end_are_kept_as_unreadable_at_worst():
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000))

    assert len(read(HEAD + deep, account="mail", now=NOW)) == 1


@given(
    st.binary(max_size=200)
    | st.text(max_size=120).map(lambda text: (HEAD.decode() + text).encode("utf-8", "replace"))
)
def test_no_bytes_break_the_reader(mail):
    for news in read(mail, account="mail", now=NOW):
        assert isinstance(news, Incoming | Status)
        assert news.at.tzinfo is not None
        assert "\0" not in getattr(news, "body", "") + getattr(news, "subject", "")


@given(st.text())
def test_no_html_breaks_the_reader_and_none_of_its_signs_opens_a_tag_of_ours(text):
    assert "<script" not in plain(f"<p>{text}</p><script>x</script>").replace(text, "")


@pytest.mark.parametrize("tag", ["<a ", "<!--", "<a b='", "<svg>", "</math>", "<script>"])
def test_tags_that_never_end_cost_no_more_than_any_text(tag):
    said = plain("<p>Is Friday possible?</p>" + "<svg>" * 60 + tag * 100_000)

    assert said == "Is Friday possible?"


def test_words_between_tags_of_any_spelling_are_read_line_by_line():
    silent = "<STYLE>p{a:b>c}</Style><!-- x > y --><script>if (a<b) '</p>'</SCRIPT>"

    assert plain(f"<P>1 < 2 &amp; İ<BR/>two</p>{silent}<td>end") == "1 < 2 & İ\ntwo\nend"


@pytest.mark.parametrize(
    ("kind", "parts"),
    [("multipart/mixed; boundary=b", b"--b\n\n"), ("message/delivery-status", b"a: b\n\n"), ("text/plain", b"")],
)
def test_a_mail_of_a_million_parts_is_no_million_objects(monkeypatch, kind, parts):
    for name in ("MOST_BOUNDARIES", "MOST_LINES", "MOST_OF_REPORT"):
        monkeypatch.setattr(mail_parts, name, 100)
    many = b"Content-Type: " + kind.encode() + b"\r\n\r\n" + parts * 1000
    bomb = HEAD + many if parts else HEAD + b"x:\n" * 1000 + b"\nhi"

    mail = mail_parts.parsed(bomb)

    assert len(mail.items()) + len(list(mail.walk())) <= 110
    assert message_id_of(bomb) == "<1@example.it>"


def test_a_header_without_end_is_read_as_far_as_people_write():
    assert len(one(HEAD + b"References: " + b"<a@b> " * 20_000 + b"\r\n\r\nhi").reply_to) <= 2
    mail = mail_parts.parsed(b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nhi")
    assert len(mail_parts.header(mail, "Subject")) <= mail_parts.LONGEST_HEADER


@pytest.mark.parametrize(("days", "believed"), [(-1, False), (0, True), (13, True), (15, False), (3000, False)])
def test_a_clock_that_is_far_behind_or_ahead_is_not_believed(days, believed):
    at = NOW - timedelta(days=days)

    mail = one(HEAD + f"Date: {format_datetime(at)}\r\n\r\nHello".encode())

    assert (mail.at == at) is believed
    assert believed or mail.at == NOW
