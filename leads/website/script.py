"""/embed/v1.js and what it asks for, as bytes that never change while this process runs."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leads.website.lean import lean
from leads.website.words import SAID, languages, words_in

HERE = Path(__file__).parent
PARTS = ("start", "visit", "words", "showing", "sending", "form")
SCRIPT, STYLE, WORDS = "text/javascript; charset=utf-8", "text/css; charset=utf-8", "application/json"


@dataclass(frozen=True)
class Served:
    body: bytes
    content_type: str

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


@cache
def served() -> Mapping[str, Served]:
    """By what follows /embed/."""
    files = {
        "v1.js": Served(_script().encode(), SCRIPT),
        "v1/check.js": Served(lean((HERE / "check.js").read_text()).encode(), SCRIPT),
        "v1.css": Served((HERE / "form.css").read_bytes(), STYLE),
    }
    return files | {f"v1/{code}.json": Served(_words(code), WORDS) for code in languages()}


def _script() -> str:
    """One function of its own, so that nothing of it can be met by the scripts of the page."""
    parts = "\n".join((HERE / "script" / f"{part}.js").read_text() for part in PARTS)
    known = f"const LANGUAGES = {json.dumps(' '.join(languages()))};\n"
    once = "if (window.bridgework) return;\nwindow.bridgework = 1;\n"
    return f"(()=>{{{lean(once + known + parts)}}})();\n"


def _words(code: str) -> bytes:
    said = {name: words_in(code)[name] for name in SAID}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
