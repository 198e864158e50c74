"""The words of a mail in HTML. Nothing of it is ever shown as HTML, and nothing it names is loaded (H:X1, X2)."""

import re
from html.parser import HTMLParser

_SILENT = {"script", "style", "head", "title", "template", "noscript", "object", "svg", "math"}
_LINES = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "hr"}
_GAPS = re.compile(r"[ \t\r\f\v\xa0]+")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*\n+")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _LINES:
            self.said.append("\n")
        elif tag == "td":
            self.said.append(" ")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag in _LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _LINES - {"br", "hr"}:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data.replace("\n", " "))


def plain(html: str) -> str:
    """Its words, a line for each block."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # html.parser on a broken declaration; what was read until there stays
        pass
    lines = (_GAPS.sub(" ", line).strip() for line in "".join(reader.said).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
