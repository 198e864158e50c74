"""A list from beginning to end without a look between: for programs, for the operator, and for measuring."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from leads.models import LeadImport
from leads.services.importing.checking import begin_check
from leads.services.importing.loading import begin_run
from tenants.runs.models import Run
from tenants.staff.models import User


@transaction.atomic
def bring(
    pk: int, mapping: Mapping[str, str], options: Mapping[str, Any], *, by: User | None, now: datetime
) -> LeadImport:
    """Let it be checked; whoever asks for the pieces does the rest. Raises as `checking.check`."""
    return begin_check(pk, mapping, options, by=by, now=now)


@transaction.atomic
def bring_in_background(
    pk: int,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    *,
    by: User | None,
    key_id: int | None = None,
    now: datetime,
) -> Run:
    """Checked and then loaded by a worker, in one run; `by` None is an API key's, or the operator's."""
    brought = begin_check(pk, mapping, options, by=by, now=now)
    return begin_run(brought, by=by, key_id=key_id, now=now)
