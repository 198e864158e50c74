"""The words of a text as people of any script mean them, to compare and to find by."""

import re
import unicodedata

# Letters that no normalisation takes apart, and what people without them on their keyboard write; the tatweel only
# stretches a word. Arabic and Persian keyboards have a letter each for what is read alike.
_PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae", "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه"}
    | dict.fromkeys("'’ʼ`´ـ")
)
# Combining classes from here on are accents, and points that may be left out; below are signs of Indic spelling.
_ACCENTS = 10


# The same for what is written in ASCII alone, as most is.
_ASCII_WORD, _ASCII_APOSTROPHES = re.compile("[a-z0-9]+"), str.maketrans("", "", "'`")


def plain_words(text: str) -> list[str]:
    """Its words in their order, without case, accents, apostrophes and signs."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower().translate(_ASCII_APOSTROPHES))
    split = _folded(_folded(text)).translate(_PLAIN)  # some capitals show only once taken apart
    return unicodedata.normalize("NFKD", split.translate(_SIGNS)).split()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())


class _Signs(dict[int, str]):
    """What becomes of each sign, found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = _sign(chr(code))
        return self[code]


def _sign(sign: str) -> str:
    """A letter, figure or sign of spelling as it is; nothing for an accent; a gap for all else."""
    kind = unicodedata.category(sign)
    if kind == "Cf" or unicodedata.combining(sign) >= _ACCENTS:
        return ""
    return sign if kind[0] in "LMN" else " "


_SIGNS = _Signs()
