"""The sentences of those pages, in the languages of patients: data and not gettext, as on a clinic's website."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "he"})


@cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    return json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))


def words_in(code: str) -> Mapping[str, str]:
    return all_words()[code]


def language_for(spoken: str, request: HttpRequest) -> str:
    """The patient's, else the first wish of their browser that we speak, else English."""
    wishes = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])]
    known = (code.partition("-")[0] for code in [spoken.lower(), *wishes])
    return next((code for code in known if code in all_words()), FALLBACK)


def direction(code: str) -> str:
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"
