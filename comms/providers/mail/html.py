"""The words of a mail in HTML. Nothing of it is ever shown as HTML, and nothing it names is loaded (H:X1, X2)."""

import re
from collections.abc import Iterator
from html import unescape

_SILENT = {"script", "style", "head", "title", "template", "noscript", "object", "svg", "math"}
_LINES = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "hr"}
_RAW = {"script", "style"}  # what stands in them is no HTML, up to their own end
_DEEPEST = 50  # silent tags in each other: whoever writes more says nothing
_TAG, _NAME = re.compile(r"<[a-zA-Z/!?]"), re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _RAW}
_GAPS = re.compile(r"[ \t\r\f\v\xa0]+")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*\n+")


def plain(html: str) -> str:
    """Its words, a line for each block. A tag ends with its first ">", also between quotes.

    Each sign is looked at once: html.parser takes an hour for half a megabyte of tags that never end (H:X10).
    """
    said: list[str] = []
    silent: list[str] = []
    for text, tag in _pieces(html):
        if text and not silent:
            said.append(unescape(text).replace("\n", " "))
        _hear(tag, said, silent)
    lines = (_GAPS.sub(" ", line).strip() for line in "".join(said).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _hear(tag: str, said: list[str], silent: list[str]) -> None:
    """What a tag ("p", "/p", "br/") does to the words after it."""
    name = tag.strip("/")
    if tag.startswith("/") and name in silent:
        while silent.pop() != name:
            pass
    elif name in _SILENT and not tag.endswith("/"):
        silent += [name] if len(silent) < _DEEPEST else []
    elif not silent and name in _LINES and tag not in {"/br", "/hr"}:
        said.append("\n")
    elif not silent and tag == "td":
        said.append(" ")


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """Words, and the tag that follows them. What begins and never ends is left out with all behind it."""
    here = 0
    while (begin := html.find("<", here)) >= 0:
        if not _TAG.match(html, begin):
            yield html[here : begin + 1], ""
            here = begin + 1
            continue
        end_sign = "-->" if html.startswith("<!--", begin) else ">"
        end = html.find(end_sign, begin)
        if end < 0:
            yield html[here:begin], ""
            return
        found = _NAME.match(html, begin + 1)
        name = found[0].lower() if found else ""
        yield html[here:begin], name + ("/" if name and html[end - 1] == "/" else "")
        here = end + len(end_sign)
        if name in _RAW:
            closed = _ENDS[name].search(html, here)
            if closed is None:
                return
            here = closed.start()
    yield html[here:], ""
