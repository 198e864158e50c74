"""Names as people look for them in a list: without case and accents."""

from django.db.models import Func, TextField
from django.db.models.expressions import Combinable

# What no normalisation takes apart is written as people without it on their keyboard do. All of it is immutable, as
# an index needs.
_TEMPLATE = (
    r"lower(translate(regexp_replace(normalize(%(expressions)s, NFKD), '[\u0300-\u036f]', '', 'g'), "
    r"'ŁłØøĐđıÆæŒœ', 'LlOoDdiAaOo'))"
)


def folded(text: Combinable) -> Func:
    return Func(text, template=_TEMPLATE, output_field=TextField())
