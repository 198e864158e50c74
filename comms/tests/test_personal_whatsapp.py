"""The link to somebody's own WhatsApp (F:C8)."""

import json
from pathlib import Path

import pytest

from comms.services.personal_whatsapp import whatsapp_link

LINKS = json.loads((Path(__file__).parent / "payloads" / "wa_me_links.json").read_text())


@pytest.mark.parametrize("case", LINKS)
def test_each_known_number_and_text_makes_its_link(case):
    wanted = case["result"] if "result" in case else case["expected"]

    assert whatsapp_link(case["phone"], case.get("text", "")) == wanted


@pytest.mark.parametrize("phone", ["", "3331234567", "no number", "+39 8", "https://wa.me/1"])
def test_without_a_number_that_can_be_reached_there_is_no_link(phone):
    assert whatsapp_link(phone, "x") is None
