"""Files of conversions byte for byte, and no cell in them that a spreadsheet computes (F:M2, H:E1, L11)."""

import csv
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.conversions.services.allowed import NotAllowedOut
from attribution.conversions.services.lines import Line, bytes_of

SIX = b"gclid,conversion_name,conversion_time,conversion_value,currency,order_id\n"
NAMES = ("Accepted Plan", "Accepted, All-on-4")
MAIL = "2481f36dfc515ca76451aaadf1399026942a01ee50c6d0a61988b43cef039bc2"
PHONE = "3a6a7d3a2a6f4dd239fceee0202e7aa3dadd883738994e7d4bf140b1a2c4306a"
AT = datetime(2026, 11, 20, 10, 15, 30, tzinfo=UTC)
LINE = Line("Accepted Plan", AT, "42", 320_050, "EUR", click_kind="gclid", click_id="Cj0KCQiAsdfg_BwE")
needs_vectors = pytest.mark.skipif("WIRE_VECTORS" not in os.environ, reason="WIRE_VECTORS names no folder")
LAYOUTS = ("plain", "gclid", "gbraid", "wbraid", "enhanced", "adjustments")


def written(layout, *lines, zone="Europe/Rome", **more):
    return bytes_of(layout, lines, zone=zone, names=NAMES, **more)


def test_our_own_file_has_exactly_the_six_columns_in_their_order():
    assert written("plain") == SIX
    assert (
        written("plain", LINE) == SIX + b"Cj0KCQiAsdfg_BwE,Accepted Plan,2026-11-20 11:15:30+0100,3200.50,EUR,42\n"
    )


@needs_vectors
def test_googles_file_by_gclid_is_its_template():
    second = Line("Accepted, All-on-4", AT.replace(second=31), "43", 0, "EUR", click_kind="gclid")
    second = Line(**vars(second) | {"click_id": "EAIaIQobChMI"})

    assert written("gclid", LINE, second, zone="Europe/Tirane") == vector("clicks_gclid.csv")


@needs_vectors
def test_googles_file_by_gbraid_and_wbraid_is_its_template():
    lines = [
        Line(**vars(LINE) | {"click_kind": kind, "click_id": told})
        for kind, told in (("gbraid", "0AAAAABraid"), ("wbraid", "CjwKWbraid"))
    ]

    assert written("gbraid", *lines) == written("wbraid", *lines) == vector("clicks_gbraid_wbraid.csv")


@needs_vectors
def test_googles_file_of_enhanced_conversions_is_its_template():
    line = Line("Accepted Plan", AT, "42", 320_050, "EUR", mail_hash=MAIL, phone_hash=PHONE)

    assert written("enhanced", line) == vector("enhanced_conversions_for_leads.csv")


@needs_vectors
def test_googles_file_of_adjustments_is_its_template():
    at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    back = Line("Accepted Plan", at, "lead-42", what="retracted")
    less = Line("Accepted Plan", at, "lead-43", 150_000, "EUR", what="restated")

    assert written("adjustments", back, less) == vector("adjustments.csv")


def test_order_ids_are_one_column_more_in_googles_files():
    _zone, header, line = written("gclid", LINE, orders=True).decode().splitlines()

    assert (header.split(",")[-1], line.split(",")[-1]) == ("Order ID", "42")


@pytest.mark.parametrize(("month", "hour"), [(1, 11), (7, 12)])
def test_summer_time_is_the_zones(month, hour):
    line = Line(**vars(LINE) | {"at": AT.replace(month=month)})

    assert f"-20 {hour}:15:30," in written("gclid", line).decode()
    assert f"-20 {hour}:15:30+0{hour - 10}00," in written("plain", line).decode()


def test_an_amount_that_nobody_knows_is_an_empty_cell():
    line = Line(**vars(LINE) | {"value": None})

    assert written("plain", line) == SIX + b"Cj0KCQiAsdfg_BwE,Accepted Plan,2026-11-20 11:15:30+0100,,,42\n"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_name_that_the_clinic_does_not_use_is_in_no_file(layout):
    line = Line(**vars(LINE) | {"name": "Veneers", "what": "retracted"})

    with pytest.raises(NotAllowedOut, match=r"[Nn]ame"):
        written(layout, line)


hostile = st.text() | st.sampled_from(["=1+1", "+1", "-1", "@A1", "\t=1", "＝1+1", "=cmd|' /C calc'!A0", "a\r\n=b"])


@given(st.sampled_from(LAYOUTS), hostile, hostile, hostile, hostile, hostile, st.booleans())
def test_whatever_somebody_wrote_no_cell_computes_and_nothing_unknown_leaves(
    layout, click_id, order_id, mail, currency, name, orders
):
    told = {"mail_hash": mail, "phone_hash": mail, "click_kind": layout, "what": "restated"}
    line = Line(name, AT, order_id, 100, currency, click_id=click_id, **told)

    try:
        text = bytes_of(layout, [line], zone="Europe/Rome", names=("Accepted Plan", name), orders=orders).decode()
    except NotAllowedOut:
        return
    for row in csv.reader(io.StringIO(text)):
        assert all(value[:1] not in "=+-@\t\r\n\x00" or not value for value in row)


@given(st.integers(1_577_836_800, 2_051_222_400), st.integers(0, 10**12))
def test_moment_and_amount_can_be_read_back(seconds, value):
    line = Line(**vars(LINE) | {"at": datetime.fromtimestamp(seconds, UTC), "value": value})

    row = next(csv.DictReader(io.StringIO(written("plain", line).decode())))

    assert datetime.strptime(row["conversion_time"], "%Y-%m-%d %H:%M:%S%z") == line.at
    assert round(float(row["conversion_value"]) * 100) == value


def vector(name):
    return Path(os.environ["WIRE_VECTORS"], "google_ads", name).read_bytes()
