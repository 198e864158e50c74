"""Photos of iPhones: kept of patients as they came, without what the camera noted (H:X7)."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.services.files.checking import BROKEN, UNDRAWN, Unfit, fit
from comms.services.files.heic import without_notes
from comms.services.files.images import Broken

PICTURE, NOTES, XMP = b"PICTURE" * 9, b"CANARY-EXIF-41.0N", b"<x:xmpmeta>CANARY-XMP"


def box(kind, *parts):
    inside = b"".join(parts)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def full(kind, version, *parts):
    return box(kind, bytes([version, 0, 0, 0]), *parts)


def heic(*, in_data=False, wide=False):
    """As a telephone writes it: three items, each with its place in the file or in `idat`."""
    items = ((1, b"hvc1", PICTURE), (2, b"Exif", NOTES), (3, b"mime", XMP))
    infos = [
        full(b"infe", 3 if wide else 2, struct.pack(">IH4s" if wide else ">HH4s", n, 0, k)) for n, k, _ in items
    ]
    count = struct.pack(">I" if wide else ">H", len(items))
    data = b"".join(what for _, _, what in items)

    def whole(begin):
        places = b""
        for number, _, what in items:
            places += struct.pack(">H", number) + (struct.pack(">H", 1) if in_data else b"")
            places += struct.pack(">HHII", 0, 1, begin, len(what))
            begin += len(what)
        where = full(b"iloc", int(in_data), b"\x44\x00", struct.pack(">H", len(items)), places)
        parts = [full(b"iinf", int(wide), count, *infos), where, *([box(b"idat", data)] if in_data else [])]
        head = box(b"ftyp", b"heic", bytes(4), b"mif1heic") + full(b"meta", 0, *parts)
        return head if in_data else head + box(b"mdat", data)

    return whole(0 if in_data else whole(0).index(PICTURE))


@pytest.mark.parametrize("more", [{}, {"in_data": True}, {"wide": True}])
def test_what_the_camera_noted_goes_and_the_picture_stays(more):
    photo = heic(**more)

    kept = fit("IMG_1.HEIC", photo, is_from_patient=True)

    assert (kept.name, kept.mime, len(kept.content)) == ("IMG_1.heic", "image/heic", len(photo))
    assert b"CANARY" in photo
    assert b"CANARY" not in kept.content
    assert PICTURE in kept.content


def test_nobody_of_the_clinic_sends_one():
    with pytest.raises(Unfit) as refused:
        fit("IMG_1.HEIC", heic())

    assert refused.value.why == UNDRAWN


def test_one_that_hides_where_its_notes_are_is_not_kept():
    nowhere = heic().replace(struct.pack(">HHH", 2, 0, 1), struct.pack(">HHH", 9, 0, 1))
    for odd in (heic()[:200], nowhere, heic().replace(b"iloc", b"free"), heic().replace(b"mdat", b"moov")):
        with pytest.raises(Unfit) as refused:
            fit("a.heic", odd, is_from_patient=True)
        assert refused.value.why == BROKEN


@settings(max_examples=60)
@given(st.integers(0, 400), st.binary(max_size=6))
def test_any_bytes_have_an_answer(at, other):
    photo = heic()
    broken = photo[:at] + other + photo[at + len(other) :]

    with suppress(Broken):
        assert len(without_notes(broken)) == len(broken)
