"""Files of messages: their bytes tell what they are, and nothing hostile is ever a page of ours (H:X7, X8)."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from comms.models import Attachment, Call
from comms.services.calls import recordings
from comms.services.composing import outgoing, place_of
from comms.services.files.checking import BROKEN, MB, SIZE, TYPE, Unfit, fit
from comms.services.files.keeping import forget_left_behind, keep_file, keep_incoming
from comms.services.refusals import Draft
from comms.services.writing import write
from comms.tests.factories import make_account, make_conversation, make_message
from crm.testing.people import client_of, make_user
from leads.services.deleting import delete_leads
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.storage import PrivateStorage

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"


def picture(kind="JPEG", size=(40, 30), **saved):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(out, kind, **saved)
    return out.getvalue()


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return out.getvalue()


def located():
    """A photo that tells where it was taken and by what."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (41.0, 19.0, 49.0)
    return picture(exif=exif, comment=b"CANARY-COMMENT")


WORD = ("[Content_Types].xml", "word/document.xml")
REFUSED = {
    **{f"x.{ending}": SVG for ending in ("svg", "SVG", "jpg", "png.svg", "svg.png", "sVg", "xml")},
    **{f"y.{ending}": HTML for ending in ("html", "htm", "HtMl", "jpg", "pdf", "pHaR", "php.jpg", "mp4", "shtml")},
    "late.pdf": HTML + b"%PDF-1.7", "bom.pdf": b"\xef\xbb\xbf%PDF-1.7", "space.jpg": b" \xff\xd8\xff",
    "run.exe": b"MZ\x90\x00", "run.jpg": b"MZ\x90\x00", "run": b"\x7fELF",
    "a.sh": b"#!/bin/sh\n", "a.php": b"<?php x",
    "a.jar": archive("META-INF/MANIFEST.MF"), "a.zip": archive("readme.txt"),
    "a.apk": archive("AndroidManifest.xml"),
    "macro.docx": archive(*WORD, "word/vbaProject.bin"), "evil.docx": archive(*WORD, "../../run.exe"),
    "half.docx": archive(*WORD)[:60], "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.swf": b"CWS\x0b",
    "empty": b"",
    "a.wasm": b"\x00asm", "a.ics": b"BEGIN:VCALENDAR", "a.vcf": b"BEGIN:VCARD", "a.eml": b"From: x",
    "a.js": b"alert(1)",
    "a.mov": b"\x00\x00\x00\x14ftypqt  ", "a.heic": b"\x00\x00\x00\x18ftyphevc", "a.rtf": b"{\\rtf1",
    "a.bmp": b"BM\x36",
    "cut.jpg": picture()[:200], "lie.png": b"\x89PNG\r\n\x1a\n" + HTML, "lie.gif": b"GIF89a" + HTML,
    "lie.webp": b"RIFF\x10\x00\x00\x00WEBP" + HTML,
}  # fmt: skip


def test_forty_hostile_files_are_refused_whatever_they_are_called():
    assert len(REFUSED) >= 40

    for name, content in REFUSED.items():
        with pytest.raises(Unfit) as refused:
            fit(name, content)
        assert refused.value.why in {TYPE, BROKEN}, name


def test_a_photo_is_written_anew_without_where_it_was_taken_or_what_was_hidden_behind_it():
    for content in (located(), located() + HTML, picture("PNG") + SVG, picture("WEBP"), picture("GIF") + HTML):
        kept = fit("a.jpg", content)

        assert kept.mime in {"image/jpeg", "image/png"}
        assert not any(mark in kept.content for mark in (b"CANARY", b"<script", b"<svg", b"Exif"))
        assert not Image.open(io.BytesIO(kept.content)).getexif()


def test_a_photo_stays_as_it_was_held():
    turned = Image.Exif()
    turned[0x0112] = 6

    assert Image.open(io.BytesIO(fit("a.jpg", picture(exif=turned)).content)).size == (30, 40)


def test_what_is_too_large_is_refused_by_its_kind_and_a_bomb_before_it_is_opened(monkeypatch):
    for content in (b"%PDF-" + b"0" * 25 * MB, b"OggS\x00" + b"0" * 16 * MB):
        with pytest.raises(Unfit) as refused:
            fit("a", content)
        assert refused.value.why == SIZE
    monkeypatch.setattr("comms.services.files.images.MOST_PIXELS", 1000)
    with pytest.raises(Unfit) as bomb:
        fit("a.jpg", picture())
    assert bomb.value.why == BROKEN


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Windows\\x.exe", "x.pdf"),
        ("a\x00b.pdf", "a b.pdf"),
        ('"; x="y.pdf', "x= y.pdf"),
        ("quote.pdf.html", "quote pdf.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("radiografia 3.PDF", "radiografia 3.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
    ],
)
def test_a_name_is_safe_anywhere_and_says_what_the_file_is(name, kept):
    assert fit(name, b"%PDF-1.7").name == kept


@pytest.fixture
def private(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


def test_a_file_is_served_to_who_sees_the_conversation_as_a_download_and_to_nobody_else(
    clinic, other_clinic, private
):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    own = make_user(clinic, email="own@example.com", data_scope="own")
    talk = make_conversation(clinic, make_lead(clinic, assigned_to=boss))
    message = make_message(clinic, talk, is_out=False, state="received")
    with clinic_context(clinic):
        kept = keep_incoming(Attachment(message=message, name="x-ray.svg"), located())
        kept.save()
    path = f"/admin/comms/file/{kept.pk}/"

    answer = client_of(clinic, boss).get(path)

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="x-ray.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"CANARY" not in b"".join(answer.streaming_content)
    assert client_of(clinic, own).get(path).status_code == 404
    assert client_of(clinic).get(path).status_code == 302
    stranger = make_user(other_clinic, role=roles.ADMIN, email="boss@example.com")
    assert client_of(other_clinic, stranger).get(path).status_code == 404


def test_what_is_not_kept_says_why(clinic, private):
    message = make_message(clinic, make_conversation(clinic, make_lead(clinic)), is_out=False, state="received")
    with clinic_context(clinic):
        refused = keep_incoming(Attachment(message=message, name="a.svg"), SVG)

        assert (refused.state, refused.refused_for) == ("refused", "type")
        assert not PrivateStorage().exists(place_of(refused))


def test_the_bytes_of_a_deleted_patient_go_with_them_and_nobody_elses(clinic, other_clinic, private, on_commit):
    boss = make_user(clinic, role=roles.ADMIN)
    places = []
    for whose, name in ((clinic, "Anna"), (clinic, "Berta"), (other_clinic, "Carla")):
        lead = make_lead(whose, name)
        message = make_message(
            whose,
            make_conversation(whose, lead, address=f"+44770090014{len(places)}"),
            is_out=False,
            state="received",
        )
        with clinic_context(whose):
            call = Call.objects.create(
                lead=lead, account=message.account, is_out=False, at=lead.created_at, recording="kept"
            )
            PrivateStorage().save(recordings.place_of(call), ContentFile(b"sound"))
            kept = keep_incoming(Attachment(message=message, name="a.pdf"), b"%PDF-1.7")
            kept.save(force_insert=True)
        places.append((whose, lead, [place_of(kept), recordings.place_of(call)]))

    with on_commit(execute=True), clinic_context(clinic):
        delete_leads([places[0][1].pk], is_confirmed=True, by=boss, now=timezone.now())

    assert [_exist(whose, found) for whose, _lead, found in places] == [
        [False, False], [True, True], [True, True],
    ]  # fmt: skip


def test_a_file_that_cannot_go_now_keeps_nothing_else_that_follows_a_deletion(clinic, private, on_commit):
    boss, lead, followed = make_user(clinic, role=roles.ADMIN), make_lead(clinic), []
    account = make_account(clinic)
    with clinic_context(clinic):
        call = Call.objects.create(lead=lead, account=account, is_out=False, at=lead.created_at, recording="kept")
        PrivateStorage().save(f"{recordings.place_of(call)}/in-a-folder", ContentFile(b"sound"))

    with on_commit(execute=True), clinic_context(clinic):
        delete_leads([lead.pk], is_confirmed=True, by=boss, now=timezone.now())
        transaction.on_commit(lambda: followed.append("woken"))

    assert followed == ["woken"]


def _exist(clinic, names):
    with clinic_context(clinic):
        return [PrivateStorage().exists(name) for name in names]


def test_a_recording_of_no_call_goes_at_night(clinic, private):
    with clinic_context(clinic):
        left = PrivateStorage().save(f"recordings/{uuid.uuid4()}", ContentFile(b"sound"))

        assert recordings.forget_left_behind(now=timezone.now()) == 0
        assert PrivateStorage().exists(left)
        assert recordings.forget_left_behind(now=timezone.now() + timedelta(days=9)) == 1
        assert not PrivateStorage().exists(left)


def test_a_file_goes_with_its_message_and_one_without_a_message_goes_away(talk, agent, private):
    sent, left = keep_file("a.pdf", b"%PDF-1.7"), keep_file("b.pdf", b"%PDF-1.7")

    message = write(talk.pk, Draft("Here"), by=agent, now=timezone.now(), files=[sent])

    assert [one.content for one in outgoing(message).files] == [b"%PDF-1.7"]
    assert forget_left_behind(now=timezone.now() + timedelta(days=9)) == 1
    assert PrivateStorage().exists(place_of(sent))
    assert not PrivateStorage().exists(place_of(left))
