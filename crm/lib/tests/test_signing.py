"""Signatures as Meta and Twilio make them (H:W1): what their own SDKs signed fits, and nothing else."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from crm.lib import signing

FOLDER = os.environ.get("WIRE_VECTORS", "")
needs_vectors = pytest.mark.skipif(not FOLDER, reason="WIRE_VECTORS names no folder")
URL, TOKEN = "https://crm.example.com/api/v1/webhooks/sms", "12345678901234567890123456789012"
BODY = b"Body=Ciao&MediaUrl0=&From=%2B393331234567"


def wire(name: str) -> Any:
    return json.loads(Path(FOLDER, name).read_text())


def fits(case: dict[str, Any]) -> bool:
    shared = case.get("x_twilio_webhooks_signature_settings", "")
    check = signing.is_of_shared_key if signing.algorithm_of(shared) == signing.SHARED_KEY else signing.is_of_twilio
    is_form = "json" not in case.get("content_type", "")
    body = case["body"].encode()
    return check(case["url"], body, case["x_twilio_signature"] or "", case["secret"], is_form=is_form)


@needs_vectors
def test_what_metas_own_tools_signed_fits_and_what_they_refuse_does_not():
    known = wire("meta_signatures.json")
    there = [one for one in known["cases"] if Path(FOLDER, one["file"]).exists()]

    wrong = [
        one["file"]
        for one in there
        if not signing.is_of_meta(
            Path(FOLDER, one["file"]).read_bytes(), one["x_hub_signature_256"], known["app_secret"]
        )
    ]
    taken = [
        one
        for one in known["negative"]
        if signing.is_of_meta(Path(FOLDER, one["file"]).read_bytes(), one["header"] or "", known["app_secret"])
    ]

    assert len(there) > 20
    assert (wrong, taken) == ([], [])


@needs_vectors
def test_what_twilios_sdk_signed_fits_and_what_it_refuses_does_not():
    cases = wire("twilio/webhooks_signed.json")["cases"]

    assert {one["name"]: fits(one) for one in cases} == {one["name"]: one["valid"] for one in cases}


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256=00", "sha1=" + "a" * 40, signing.meta_signature(b"{ }", "s"), "sha256=é"],
)
def test_a_signature_that_is_missing_old_short_or_of_other_bytes_is_none(signature):
    assert not signing.is_of_meta(b"{}", signature, "s")


def test_a_truncated_signature_is_none():
    assert not signing.is_of_meta(b"{}", signing.meta_signature(b"{}", "s")[:-1], "s")


def test_without_a_secret_nothing_fits_not_even_what_the_empty_secret_signs():
    assert not signing.is_of_meta(b"{}", signing.meta_signature(b"{}", ""), "")
    assert not signing.is_of_twilio(URL, BODY, signing.twilio_signature(URL, {}, ""), "")
    assert not signing.same("", "")


def test_twilio_signs_without_the_port_that_our_address_has():
    signed = signing.twilio_signature(URL, {"Body": ["Ciao"]}, TOKEN)

    assert signing.is_of_twilio(URL.replace(".com", ".com:8443"), b"Body=Ciao", signed, TOKEN)
    assert not signing.is_of_twilio(URL.replace(".com", ".org"), b"Body=Ciao", signed, TOKEN)


def test_a_body_that_is_no_form_needs_its_hash_in_the_address():
    signed = signing.twilio_signature(URL, {}, TOKEN)

    assert not signing.is_of_twilio(URL, b"{}", signed, TOKEN, is_form=False)


def test_a_form_of_more_fields_than_anybody_sends_is_not_even_looked_at():
    many = {f"f{number}": ["x"] for number in range(signing.MOST_FIELDS + 1)}
    body = "&".join(f"{name}=x" for name in many).encode()

    assert not signing.is_of_twilio(URL, body, signing.twilio_signature(URL, many, TOKEN), TOKEN)


def test_the_auth_token_is_no_shared_key():
    signed = signing.shared_key_signature(URL, {"Body": ["Ciao"]}, TOKEN)

    assert not signing.is_of_twilio(URL, b"Body=Ciao", signed, TOKEN)
    assert signing.is_of_shared_key(URL, b"Body=Ciao", signed, TOKEN)
