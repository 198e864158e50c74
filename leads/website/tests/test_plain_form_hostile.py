"""Whatever arrives at /forms/lead, nothing breaks, comes back as markup or is stored by mistake (H:L8, M17)."""

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
    assert words_in("it")["busy"] in answer.content.decode()


def test_a_get_is_no_way_in(clinic):
    assert client_of(clinic).get("/forms/lead").status_code == 405
