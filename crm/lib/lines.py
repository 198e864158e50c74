"""Text as a form of a stranger sends it: one line of it, or several."""

import unicodedata

# ZWNJ and ZWJ: names in Persian, Arabic and Indic scripts are spelt with them.
JOINERS = "\u200c\u200d"
# What takes part in no word and shows nothing: at the ends of a text, or as all of it, it is not there.
_SHAPELESS = f" {JOINERS}\u034f\u115f\u1160\u2800\u3164\uffa0"


def one_line(text: str) -> str:
    """The text in NFC, on one line: control characters and runs of white space are one space.

    Format characters go, bidi overrides among them; joiners stay. NFC makes some letters longer: look at the length
    afterwards.
    """
    if not text.isprintable():
        text = "".join(_seen(sign) for sign in text)
    return " ".join(unicodedata.normalize("NFC", text).split()).strip(_SHAPELESS)


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cc":
        return " "
    return "" if kind == "Cf" and sign not in JOINERS else sign


def lines(text: str) -> str:
    """Each line as `one_line` has it, with the breaks between them; more than one empty line in a row is one."""
    written = [one_line(line) for line in text.splitlines()]
    kept = [line for line, before in zip(written, ["", *written], strict=False) if line or before]
    return "\n".join(kept).strip("\n")
