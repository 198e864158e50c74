"""Names as people look for them in a list: without case and accents."""

import re
import unicodedata
from functools import lru_cache

from django.db.models import Func, TextField
from django.db.models.expressions import Combinable

# What no normalisation takes apart is written as people without it on their keyboard do. All of it is immutable, as
# an index needs.
_TEMPLATE = (
    r"lower(translate(regexp_replace(normalize(%(expressions)s, NFKD), '[\u0300-\u036f]', '', 'g'), "
    r"'ŁłØøĐđıÆæŒœ', 'LlOoDdiAaOo'))"
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN = str.maketrans("ŁłØøĐđıÆæŒœ", "LlOoDdiAaOo")


def folded(text: Combinable) -> Func:
    return Func(text, template=_TEMPLATE, output_field=TextField())


def folded_text(text: str) -> str:
    """The same of a text that no row holds yet."""
    return text.lower() if text.isascii() else _beyond_ascii(text)


@lru_cache(maxsize=10_000)
def _beyond_ascii(text: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(_PLAIN).lower()
