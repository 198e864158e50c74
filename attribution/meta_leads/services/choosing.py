"""What the clinic says that the questions of an instant form mean (F:I13)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attribution.meta_leads.models import Connection, Form
from attribution.meta_leads.services.mapping import FIELDS, NOTHING
from crm.lib.errors import InvalidData, NotThere
from leads.models.consent import Channel, Purpose
from leads.services.custom import PREFIX, active_fields
from leads.services.importing.columns import CONSENT
from leads.services.own_names import shown_name
from tenants.audit.services.record import record
from tenants.staff.models import User

MOST = 200  # questions and boxes of one form
_CALLED: Mapping[str, Any] = {
    "name": gettext_lazy("Full name"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "company": gettext_lazy("Company"),
    "country": gettext_lazy("Country"),
    "city": gettext_lazy("City"),
    "language": gettext_lazy("Language"),
    "treatment": gettext_lazy("Treatment"),
    "message": gettext_lazy("Message"),
}


def meanings() -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """(code, words) of the fields that an answer may fill, the clinic's own last; and of the consents."""
    fields = [(name, _CALLED[name]) for name in FIELDS if name != NOTHING]
    own = [(f"{PREFIX}{key}", shown_name(field)) for key, field in active_fields().items()]
    consents = []
    for purpose in Purpose:
        consents.append((f"{CONSENT}{purpose}", _("Consent: %(purpose)s") % {"purpose": purpose.label}))
        if purpose == Purpose.MARKETING:
            consents += [(f"{CONSENT}{purpose}.{way}", _way(purpose, way)) for way in Channel]
    return [*fields, *own], consents


def called(meaning: str) -> Any:
    """The words of one meaning; empty for none."""
    fields, consents = meanings()
    return {**dict(fields), **dict(consents), NOTHING: _("Not needed")}.get(meaning, "")


@transaction.atomic
def choose(form_pk: int, choices: Mapping[str, str], *, by: User) -> Form:
    """Keep what each question and box means, by its key. What nobody had understood is taken in by `once_more`.

    Raises NotThere, and InvalidData for a meaning that there is not.
    """
    form = (
        Form.objects.select_for_update(of=("self",))
        .filter(pk=form_pk, connection__in=Connection.objects.visible_to(by))
        .first()
    )
    if form is None:
        raise NotThere
    known = {NOTHING, *(code for group in meanings() for code, _said in group)}
    if len(choices) > MOST or not set(choices.values()) <= known:
        raise InvalidData(_("This does not exist."))
    if form.choices != dict(choices):
        record("meta_form.chosen", form, changes={"choices": (form.choices, dict(choices))})
        form.choices = dict(choices)
        form.save(update_fields=["choices"])
    return form


def _way(purpose: Any, way: Any) -> str:
    return _("Consent: %(purpose)s, %(way)s") % {"purpose": purpose.label, "way": way.label}
