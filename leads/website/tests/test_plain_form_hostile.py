"""Whatever arrives at /forms/lead, nothing breaks, comes back as markup or is stored by mistake (H:L8, M17)."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.lib.errors import TooMany
from crm.testing.people import client_of
from leads.website.tests.plain import MARIO, PAGE, TYPE, stored
from leads.website.words import words_in


def test_nothing_that_was_sent_comes_back_unescaped(send):
    evil = "\"'><script>alert(1)</script>"
    names = ["first_name", "last_name", "phone", "country", "treatment", "message", "utm_source", "gclid", "next"]

    page = send(email="", phone="", **{name: evil for name in names if name != "phone"}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"key",
        b"%",
        b"key=%00&first_name=%00",
        b"\xff\xfe=\xff&&&&==",
        b"&".join(b"f%d=1" % number for number in range(2_000)),
        b"first_name=" + b"a" * 70_000,
        b"key[]=1&key=2&key=3",
    ],
    ids=["empty", "no value", "half a sign", "NUL", "bytes", "fields", "long", "twice"],
)
def test_nothing_breaks_on_what_is_no_form_of_ours(clinic, body):
    answer = client_of(clinic).generic("POST", "/forms/lead", body, TYPE, headers={"Origin": PAGE})

    assert 400 <= answer.status_code < 500


def test_a_nul_in_a_field_is_refused_and_no_fault(clinic, send):
    assert send(first_name="Mar\x00io").status_code == 400


def test_more_than_an_enquiry_can_be_is_refused_before_it_is_read(clinic, send):
    answer = send(message="a" * 70_000)

    assert answer.status_code == 413
    assert stored(clinic) == ([], [])


@pytest.mark.parametrize("kind", ["text/plain", "application/json", ""])
def test_other_kinds_of_bodies_are_refused(clinic, key, kind):
    answer = client_of(clinic).generic("POST", "/forms/lead", f"key={key}", kind, headers={"Origin": PAGE})

    assert answer.status_code == 415
    assert stored(clinic) == ([], [])


def test_a_form_made_for_files_is_taken_without_its_files(clinic, key):
    file = SimpleUploadedFile("scan.jpg", b"picture")

    answer = client_of(clinic).post("/forms/lead", {"key": key, **MARIO, "scan": file}, headers={"Origin": PAGE})

    assert answer.status_code == 201
    assert b"picture" not in bytes(stored(clinic)[0][0].body)


@pytest.mark.parametrize("kind", [TYPE, "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    "charset", ["hex", "rot13", "base64", "undefined", "idna", "utf-7", "utf-16", "unicode_escape", "latin-1", "x"]
)
def test_a_form_in_another_alphabet_is_refused_with_a_page(clinic, kind, charset):
    body = b'--x\r\nContent-Disposition: form-data; name="first_name"\r\n\r\nMa\\ud800\r\n--x--\r\n'

    answer = client_of(clinic).generic(
        "POST", "/forms/lead", body, f"{kind}; charset={charset}", headers={"Origin": PAGE, "Accept-Language": "it"}
    )

    assert answer.status_code == 415
    assert words_in("it")["refused"] in answer.content.decode()


def test_a_form_that_says_it_is_in_utf_8_is_taken(clinic, key):
    body = urlencode({"key": key, **MARIO, "last_name": "Müller"})

    answer = client_of(clinic).generic(
        "POST", "/forms/lead", body, f"{TYPE}; charset=UTF-8", headers={"Origin": PAGE}
    )

    assert answer.status_code == 201
    assert stored(clinic)[1][0].last_name == "Müller"


@pytest.mark.parametrize("name", ["hex''a%ff", "undefined''a", "rot13''a", "utf-7''a%2B2AA-", "x''%41"])
def test_a_name_in_an_alphabet_of_its_own_breaks_nothing(clinic, key, name):
    body = (
        f"--x\r\nContent-Disposition: form-data; name*={name}\r\n\r\n1\r\n"
        f'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n{key}\r\n--x--\r\n'
    )

    answer = client_of(clinic).generic(
        "POST", "/forms/lead", body, "multipart/form-data; boundary=x", headers={"Origin": PAGE}
    )

    assert 400 <= answer.status_code < 500


def test_half_a_form_is_refused_and_no_fault(clinic):
    answer = client_of(clinic).generic(
        "POST", "/forms/lead", b"--x\r\nContent", "multipart/form-data; boundary=", headers={"Origin": PAGE}
    )

    assert 400 <= answer.status_code < 500


def test_too_often_is_told_with_a_page(send, monkeypatch):
    def full(*args, **kwargs):
        raise TooMany(retry_after=7)

    monkeypatch.setattr("leads.website.plain.limit", full)

    answer = send()

    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    page = answer.content.decode()
    assert words_in("it")["busy"] in page
    assert 'value="Mario"' in page
    assert f'href="{PAGE}"' in page


def test_a_get_is_no_way_in(clinic):
    assert client_of(clinic).get("/forms/lead").status_code == 405
