"""What two Admins wanted of one person, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from crm.lib.errors import Difference
from tenants.staff.admin.person_form import PersonForm
from tenants.staff.languages import named
from tenants.staff.models import Team, User
from tenants.staff.services.weekly import in_words as hours_in_words


def in_words(differences: Iterable[Difference]) -> list[dict[str, Any]]:
    return [
        {"label": _label(one.field), "now": _shown(one.field, one.now), "wanted": _shown(one.field, one.wanted)}
        for one in differences
    ]


def _label(field: str) -> str:
    return str(PersonForm.base_fields[field].label) if field in PersonForm.base_fields else _("Working hours")


def _shown(field: str, value: Any) -> str:
    if field == "hours":
        value = hours_in_words(value)
    elif field == "languages":
        value = ", ".join(named(value))
    elif field == "teams":
        value = ", ".join(Team.objects.filter(pk__in=value).values_list("name", flat=True))
    elif field == "data_scope":
        value = User.DataScope(value).label
    return _("nothing") if value in (None, "") else str(value)
