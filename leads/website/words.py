"""The sentences a visitor of a clinic's website reads, in more languages than the desk speaks.

Data and not gettext: a page on another host asks for them, and visitors write in languages no colleague reads.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar"})
# What the script says; the rest stands in the snippet and on our own pages.
SAID = (
    *("sending", "sent", "failed", "busy", "closed"),
    *("fix", "name", "contact", "mail", "required", "wrong", "captcha"),
)
_CODE = re.compile(r"\s*([a-z]{2})(?:[-_][a-z0-9]+)*\s*(?:;.*)?", re.ASCII | re.IGNORECASE)
MOST_WISHES = 10


@cache
def languages() -> dict[str, str]:
    """{code: its own name}, English first."""
    codes = sorted((file.stem for file in FOLDER.glob("*.json")), key=lambda code: (code != FALLBACK, code))
    return {code: words_in(code)["language"] for code in codes}


@cache
def words_in(code: str) -> Mapping[str, str]:
    """All words of one of `languages()`."""
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


def direction(code: str) -> str:
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def language_of(*wishes: str) -> str:
    """The first we have of what a page ("it-IT") and a browser ("de-CH, de;q=0.9") say; else English."""
    for wish in ",".join(one[:500] for one in wishes).split(",")[:MOST_WISHES]:
        match = _CODE.fullmatch(wish)
        if match and match[1].lower() in languages():
            return match[1].lower()
    return FALLBACK
