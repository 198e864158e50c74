"""Against what both official helpers made of the same (hash_vectors.json of google_ads and meta_capi)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.conversions.services import hashing

FOLDER = os.environ.get("WIRE_VECTORS", "")
needs_vectors = pytest.mark.skipif(not FOLDER, reason="WIRE_VECTORS names no folder")


def rows(name: str) -> list[dict[str, Any]]:
    return json.loads(Path(FOLDER, name, "hash_vectors.json").read_text()) if FOLDER else []


def of_google(row: dict[str, Any]) -> str:
    plain = {"email": hashing.google_email, "phone": hashing.google_phone}[row["type"]](row["input"])
    assert plain == row["normalised"]
    return hashing.google_hash(row["type"], row["input"])


@needs_vectors
@pytest.mark.parametrize("row", rows("google_ads"), ids=lambda row: f"{row['type']} {row['input']!r}")
def test_google_hashes_as_its_own_helper_does(row):
    if "error" in row:
        with pytest.raises(ValueError, match=r"no mail address|no digits"):
            hashing.google_hash(row["type"], row["input"])
    else:
        assert of_google(row) == row["sha256_hex"]


@needs_vectors
@pytest.mark.parametrize("row", rows("meta_capi"), ids=lambda row: f"{row['field']} {row['input']!r}")
def test_meta_hashes_as_its_sdk_does(row):
    if row["sdk_normalised"] is None:
        with pytest.raises(ValueError, match="no "):
            hashing.meta_hash(row["field"], row["input"])
    else:
        assert hashing._META[row["field"]](row["input"]) == row["sdk_normalised"]
        assert hashing.meta_hash(row["field"], row["input"]) == row["sha256_or_error"]


def test_the_same_number_hashes_with_its_plus_for_google_and_without_for_meta():
    assert hashing.google_hash("phone", "+393331112220").startswith("3a6a7d3a")
    assert hashing.meta_hash("ph", "+393331112220").startswith("bdd7745f")


def test_two_spellings_of_one_name_in_unicode_hash_alike():
    assert hashing.meta_hash("fn", "Nicolo\u0300") == hashing.meta_hash("fn", "Nicol\u00f2")


def test_what_is_hashed_already_stays():
    once = hashing.meta_hash("em", "joe@example.com")

    assert hashing.meta_hash("em", once) == once


@given(st.text(max_size=60))
def test_nothing_but_a_hash_or_a_refusal_ever_comes_out(text):
    for field in hashing._META:
        try:
            found = hashing.meta_hash(field, text)
        except ValueError:
            continue
        assert len(found) in (32, 64)
        assert set(found) <= set("0123456789abcdef")
