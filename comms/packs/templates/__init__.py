"""Fifteen messages of a patient's journey, as each language says them (F 2c): one file a language.

Subjects are for mail; the same body goes by WhatsApp and by mail. No text promises a result of a treatment.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from leads.models.consent import Purpose

LANGUAGES = ("en", "it", "de", "fr", "es", "tr", "sq", "ar", "pl", "ro", "nl")


class Kind(NamedTuple):
    title: Any
    purpose: str = Purpose.CONTACT


KINDS: Mapping[str, Kind] = {
    "first_reply": Kind(_("First reply with the price")),
    "photo_request": Kind(_("Ask for photos and X-rays")),
    "quote_sent": Kind(_("The quote is ready")),
    "quote_reminder": Kind(_("Reminder of the quote")),
    "deposit_request": Kind(_("Ask for the deposit")),
    "travel_checklist": Kind(_("Checklist for the trip")),
    "arrival": Kind(_("Welcome on arrival")),
    "day_after": Kind(_("The day after")),
    "recall": Kind(_("Check-up after six months"), Purpose.MARKETING),
    "review_request": Kind(_("Ask for a review"), Purpose.MARKETING),
    "any_questions": Kind(_("Are there questions?")),
    "last_question": Kind(_("Last friendly question")),
    "missed_you": Kind(_("After a missed appointment")),
    "second_visit": Kind(_("Plan the second visit")),
    "after_long": Kind(_("After a long time"), Purpose.MARKETING),
}


class Words(NamedTuple):
    subject: str
    body: str


@cache
def words_in(language: str) -> Mapping[str, Words]:
    """By key, in one of LANGUAGES."""
    read = json.loads((Path(__file__).parent / f"{language}.json").read_text(encoding="utf-8"))
    return {key: Words(**said) for key, said in read.items()}
