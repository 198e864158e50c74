"""How words and numbers are written in the word list of a lead, and in a question to it (F:W2, HOUSE trap 10).

Pure: the same on both sides, so that what is stored is what is asked for.
"""

from collections.abc import Iterable

from crm.lib.words import plain_words

LONGEST = 40  # signs of a word that count
SHORTEST_ENDING = 4  # figures of a number that make an ending of their own
_PARTS = str.maketrans(dict.fromkeys("'’ʼ`´", " "))
# What tsvector and tsquery would read as more than a sign of a word.
_SYNTAX = set("'\\:*&|!()<> \t\n\r\f\v")


def words_in(text: str) -> list[str]:
    """Its words, folded and cut; figures without the zeros before them."""
    return [_bare(word)[:LONGEST] for word in plain_words(text)]


def words_and_parts(texts: Iterable[str]) -> list[str]:
    """The same with both halves of what an apostrophe joins: D'Angelo is found as dangelo and as angelo."""
    whole = " ".join(texts)
    parts = whole.translate(_PARTS)
    return words_in(whole) + (words_in(parts) if parts != whole else [])


def figures_in(number: str) -> str:
    """The figures of a telephone number without what is dialled before it: +, 00, or the 0 of its own country."""
    figures = "".join(sign for sign in number.replace("(0)", "") if sign.isascii() and sign.isdigit())
    return figures.lstrip("0") or figures


def endings(number: str) -> list[str]:
    """Its figures and each of their endings, so that any part of it begins one of them."""
    figures = figures_in(number)[:LONGEST]
    return [figures[start:] for start in range(max(1, len(figures) - SHORTEST_ENDING + 1))] if figures else []


def is_one_word(text: str) -> bool:
    """Whether a mail address, say, may stand in the list as it is."""
    return bool(text) and text.isprintable() and _SYNTAX.isdisjoint(text)


def _bare(word: str) -> str:
    return word.lstrip("0") or word if word.isdecimal() else word
