"""Which form somebody wants to see on the integrations page: read from the address, so that it can be sent on."""

from collections.abc import Sequence

from django.http import QueryDict

from leads.website.fields import CHOOSABLE, USUAL
from leads.website.snippet import Form
from leads.website.words import language_of
from tenants.context import current_clinic
from tenants.keys.models import ApiKey


def wished(asked: QueryDict, keys: Sequence[ApiKey], *, home: str, language: str) -> Form:
    """The form in `asked` (key, language, field, look, shown) for one of `keys`, the first unless it names another.

    `language` is what it is in when nobody has chosen yet. What is not understood is as if it was not said.
    """
    key = next((one for one in keys if str(one.pk) == asked.get("key")), keys[0])
    chosen = frozenset(asked.getlist("field")) & {field.name for field in CHOOSABLE}
    return Form(
        key=key.text,
        slug=current_clinic().slug,
        home=home,
        language=language_of(asked.get("language", ""), language),
        names=chosen if "shown" in asked else USUAL,
        with_look="look" in asked or "shown" not in asked,
    )
