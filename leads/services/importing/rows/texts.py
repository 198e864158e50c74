"""One cell as text: what people and exports write for nothing is nothing."""

import re
from functools import lru_cache

from crm.lib.csvsafe import plain
from crm.lib.lines import lines, one_line

_NOTHING = frozenset(
    {
        "-",
        "--",
        "—",
        "n/a",
        "#n/a",
        "[not provided]",
        "not provided",
        "null",
        "(null)",
        "(none)",
        "nan",
        "undefined",
    }
)
# What spreadsheets and our own exports put before a text so that it stays one.
_GUARD = re.compile(r"'(?=[=+\-@|%'0-9(])")
_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)


@lru_cache(maxsize=16_384)
def text_in(cell: str) -> str:
    text = one_line(_bare(cell))
    return "" if text.lower() in _NOTHING else text


def lines_in(cell: str) -> str:
    """As `text_in`, of several lines."""
    return lines(_bare(cell)) if "\n" in cell or "\r" in cell else text_in(cell)


def _bare(cell: str) -> str:
    if "'" in cell:
        cell = _GUARD.sub("", plain(cell), count=1)
    return found[1] if cell[:2] == '="' and (found := _AS_FORMULA.fullmatch(cell)) else cell


@lru_cache(maxsize=4096)
def several_in(text: str) -> tuple[str, ...]:
    """The words of a list in one cell, each once."""
    found = (text_in(one) for one in re.split(r"[,;|\n]", text))
    return tuple(dict.fromkeys(one for one in found if one))


@lru_cache(maxsize=4096)
def spoken(text: str) -> str:
    """ "all_on_4" and "do_you_have_x_ray,__or_ct?" as people would write them."""
    return text if " " in text or "_" not in text else " ".join(text.replace("_", " ").split()).replace(" ,", ",")
