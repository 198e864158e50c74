"""Deleting one lead for good, for programs: typed out as a person does it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from crm.lib.errors import NotAllowed
from leads.actions import Chosen, named
from leads.services.bulk.confirming import FIELD, confirmed
from leads.services.deleting import DELETE, delete_leads

TYPED = OpenApiParameter(FIELD, str, required=True, description="Typed out, for it is not undone: `delete 1`.")


def delete_one(lead_id: int, request: Request) -> None:
    """Raises NotAllowed before it looks at what was typed, and InvalidData for that."""
    if not request.user.has_perm(DELETE):
        raise NotAllowed(_("Your role does not delete leads."))
    chosen = confirmed(Chosen(), named("delete"), 1, request.query_params.get(FIELD, ""))
    delete_leads([lead_id], is_confirmed=chosen.is_confirmed, by=request.user, now=timezone.now())
