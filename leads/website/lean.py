"""A script of ours without what only we read: comments, indentation, blanks that mean nothing."""

import re

_TEXT = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`'
_PARTS = re.compile(rf"(?P<kept>{_TEXT}|/(?![*/])(?:\\.|[^/\\\n])+/g)|(?P<comment>/\*.*?\*/|//[^\n]*)", re.DOTALL)
_RULES = [
    (r"\s*\n\s*", "\n"),
    (r" *([=+\-*/<>?:;,(){}\[\]!&|]) *", r"\1"),
    (r"\bconst ", "let "),
    (r"\btrue\b", "!0"),
    (r"\bfalse\b", "!1"),
    (r"\b(\d+)_?000\b", r"\1e3"),
    (r"(?<!async)\((\w+)\)=>", r"\1=>"),
    (r"(?<=[;{,(\[])\n|\n(?=[})\]])|(?<=})\n", ""),
    (r";(?=})", ""),
]


def lean(source: str) -> str:
    """The same program in fewer bytes. Strings, templates and patterns with the flag g stay as they are; functions
    and constants get short names.

    For our own sources, which end each statement with a semicolon and write no other patterns; the browser
    tests run what comes out.
    """
    kept: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        if found["comment"]:
            return ""
        kept.append(found["kept"])
        return f"\x00{len(kept) - 1}\x00"

    text = _PARTS.sub(put_aside, source).strip()
    for pattern, instead in _RULES:
        text = re.sub(pattern, instead, text)
    text = _shortened(text, "".join(kept))
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], text)


_OWN_NAMES = re.compile(r"(?<!export )(?<!export async )function (\w+)\(|\b([A-Z]{3,})=(?!=)")


def _shortened(text: str, kept: str) -> str:
    """With short names for functions and constants that only this program says: one that is exported, or that
    stands in a template, after a dot or as a key, keeps its own."""
    names = dict.fromkeys(function or constant for function, constant in _OWN_NAMES.findall(text))
    for number, name in enumerate(names):
        if not re.search(rf"\b{name}\b", kept) and not re.search(rf"\.{name}\b|[{{,]{name}[:}}]", text):
            text = re.sub(rf"\b{name}\b", f"${number:x}", text)
    return text
