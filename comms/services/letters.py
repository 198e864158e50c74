"""A mail in HTML, made of its words by us alone: escaped whole, no picture, nothing to load (H:X2, X5). Pure."""

import re
import unicodedata
from html import escape

_STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1f2933;max-width:640px"
_SMALL = "margin-top:32px;padding-top:12px;border-top:1px solid #d5dde1;font-size:13px;color:#52616b"


def paragraphs(text: str, own: str) -> str:
    """An empty line begins a paragraph, and each knows its direction.

    Only addresses on `own`, the clinic's domain as https://host, are links: a patient whose name is an address
    stays text (H:X5).
    """
    marked = _marked(text.replace("\r\n", "\n"), own)
    found = (part.strip("\n").replace("\n", "<br>") for part in marked.split("\n\n"))
    return "\n".join(f'<p dir="auto">{part}</p>' for part in found if part)


def page(text: str, own: str, *, subject: str, language: str = "", ending: str = "") -> str:
    """The whole of it, from right to left where its first letter is. `ending` stands below a line, in small."""
    speaks = f' lang="{escape(language)}"' if language else ""
    below = f'\n<div style="{_SMALL}">{paragraphs(ending, own)}</div>' if ending else ""
    return (
        f'<!DOCTYPE html>\n<html{speaks} dir="{direction_of(text)}">\n'
        f'<head><meta charset="utf-8"><title>{escape(subject)}</title></head>\n'
        f'<body style="{_STYLE}">\n{paragraphs(text, own)}{below}\n</body>\n</html>\n'
    )


def direction_of(text: str) -> str:
    """Of its first letter that has one: what a browser does with dir=auto, for programs that do not know it."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def _marked(text: str, own: str) -> str:
    ours = re.compile(rf"({re.escape(own)}/[A-Za-z0-9_/-]*)(?![A-Za-z0-9_/@:%#&=-]|[?.]\w)")
    pieces = ours.split(text)
    return "".join(_anchor(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces))


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'
