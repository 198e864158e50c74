"""Which alphabet of one byte a sign makes names of the bytes of a file."""

import re
from collections import Counter
from functools import cache

# The letters of the languages of our clinics' patients that each alphabet was made for: those of many, then others.
_WEST = "àâäáçèéêëìíîïñòóôöùúûüß ãåõøœæ"
_TURKISH = "çğıîöşüâİ äßéèàëêñáíóúãòùì"
_CENTRAL = "ąćęłóśźżáčďéěíňřšťúůýžőöüű ńăâîşţđçëäßôľĺ"
_RUSSIAN = "оеаинтсрвлкмдпуя ыьгзбчйхжшюцщэфёўґїєі"
_GREEK = "αοιετσνηυρπκμλς ωδγχθφβξζψάέήίόύώ"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئپچگ"
# What stands later must be better to be chosen.
ALPHABETS = {
    "cp1252": _WEST,
    "cp1254": _TURKISH,
    "cp1250": _CENTRAL,
    "cp1251": _RUSSIAN,
    "iso8859-15": _WEST,
    "iso8859-2": _CENTRAL,
    "cp1253": _GREEK,
    "cp1256": _ARABIC,
    "mac-roman": _WEST,
    "koi8-r": _RUSSIAN,
    "iso8859-5": _RUSSIAN,
}
WORDS = 3_000  # that are looked at
_WORD = re.compile(rb"[A-Za-z\x80-\xff'\-]*[\x80-\xff][A-Za-z\x80-\xff'\-]*")
# Signs that stand beside or in words of every language.
_AROUND = frozenset("’‘“”„«»–—…•·€£§°©®™´`¿¡ºª\xa0")
_OFTEN, _SELDOM = 1.0, 0.7
_NO_LETTER, _HIDDEN_CAPITAL, _MIXED, _RARE, _NO_SIGN = -3.0, -2.0, -2.0, -0.6, -8.0
_LATER = 0.001  # of a word, for each place in the list


def likeliest(body: bytes) -> str:
    """The alphabet in which the words of `body` look most like names; empty when they do in none."""
    words = list(dict.fromkeys(_WORD.findall(body)))[:WORDS]
    scores = Counter(
        {name: _worth(name, words) - place * _LATER * len(words) for place, name in enumerate(ALPHABETS)}
    )
    best, score = scores.most_common(1)[0]
    return best if score > 0 else ""


def _worth(alphabet: str, words: list[bytes]) -> float:
    return sum(_of_word(word.decode(alphabet, "replace"), _letters(alphabet)) for word in words)


@cache
def _letters(alphabet: str) -> dict[str, float]:
    often, _gap, seldom = ALPHABETS[alphabet].partition(" ")
    worth = dict.fromkeys(often, _OFTEN) | dict.fromkeys(seldom, _SELDOM)
    return {letter.upper(): points for letter, points in worth.items() if len(letter.upper()) == 1} | worth


def _of_word(word: str, letters: dict[str, float]) -> float:
    points, before, foreign = 0.0, "", 0
    plain = any(sign.isascii() and sign.isalpha() for sign in word)
    latin = "é" in letters
    for sign in word:
        if sign.isascii():
            before, foreign = sign, 0
            continue
        foreign += 1
        points += _of_sign(sign, before, letters)
        if (plain and not latin and sign.isalpha()) or (latin and foreign > 2):
            points += _MIXED
        before = sign
    return points


def _of_sign(sign: str, before: str, letters: dict[str, float]) -> float:
    if sign == "\ufffd":
        return _NO_SIGN
    if sign in _AROUND:
        return 0.0 if not before.isalpha() or sign == "’" else _RARE
    if not sign.isalpha():
        return _NO_LETTER
    hidden = _HIDDEN_CAPITAL if sign.isupper() and before.islower() else 0.0
    return letters.get(sign, _RARE) + hidden
