"""What two contacts that may be one have in common, however they are written (F:L22)."""

from django.db.models import Func, TextField

# Of a number its last eight figures, of a mail what stands before the @, without dots.
_TEMPLATE = (
    "(CASE WHEN kind = 'phone' THEN right(regexp_replace(value, '[^0-9]', '', 'g'), 8)"
    " ELSE replace(split_part(lower(value), '@', 1), '.', '') END)"
)


def alike() -> Func:
    """Of a contact; immutable, as an index needs."""
    return Func(template=_TEMPLATE, output_field=TextField())
