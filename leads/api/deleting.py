"""Deleting one lead for good, for programs: typed out as a person does it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from crm.lib.errors import NotAllowed
from leads.actions import Chosen, named
from leads.api.bodies import fields_of, text
from leads.services.bulk.confirming import FIELD, confirmed
from leads.services.deleting import DELETE, delete_leads

DELETE_BODY: dict[str, Any] = {
    "type": "object",
    "required": [FIELD],
    "properties": {FIELD: {"type": "string", "example": "delete 1"}},
    "additionalProperties": False,
}


def delete_one(lead_id: int, request: Request) -> None:
    """Raises NotAllowed before it looks at what was typed, and InvalidData for that."""
    if not request.user.has_perm(DELETE):
        raise NotAllowed(_("Your role does not delete leads."))
    body = fields_of(request.data, (FIELD,))
    chosen = confirmed(Chosen(), named("delete"), 1, text(body, FIELD) if FIELD in body else "")
    delete_leads([lead_id], is_confirmed=chosen.is_confirmed, by=request.user, now=timezone.now())
