"""The accounts that messages go through: how each is, why it stands still, off and on again (H:S14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.connections.words import MAILBOX, sentence
from comms.models import Account
from comms.providers.base import Refused, Trouble
from comms.reasons import reason_of
from comms.services import accounts as service
from comms.services.fetching import REFUSED
from crm.lib.errors import InvalidData, NotThere
from tenants.desk.pages import page_context

CHANGE, CONNECT = "comms.change_account", "settings.change_credential"
Concern = Account.Concern

OF_CONCERN: Mapping[str, Any] = {
    Concern.FLAGGED: gettext_lazy(
        "Patients complain about it. Send to fewer people, and only what they asked for."
    ),
    Concern.WARNED: gettext_lazy(
        "WhatsApp found something against its rules and may close it. Look into the Business Manager."
    ),
    Concern.RESTRICTED: gettext_lazy("WhatsApp lets it answer only. Nobody can be written to first."),
    Concern.SILENCED: gettext_lazy("WhatsApp lets nothing leave for now. Everything waits."),
}


@dataclass(frozen=True)
class Row:
    """`waits_until` and `no_bulk_until` are moments that lie ahead; `says` is why, in words, and the way out."""

    account: Account
    name: str
    says: list[Any]
    waits_until: datetime | None
    no_bulk_until: datetime | None


def accounts(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = [row_of(one, now) for one in service.accounts_seen(request.user)]
    may = {
        "may_switch": request.user.has_perm("comms.change_account"),
        "may_connect": request.user.has_perm(CONNECT),
    }
    return render(request, "admin/comms/accounts.html", page_context(request, rows=rows, **may))


def row_of(account: Account, now: datetime) -> Row:
    rests = account.state == Account.State.OPEN and _ahead(account.paused_until, now)
    name = account.shown or account.external_id
    return Row(account, name, _says(account), rests or None, _ahead(account.no_bulk_until, now))


def switch(request: HttpRequest, account_id: int) -> HttpResponse:
    """POST: off, or on again, as `on` says."""
    on = request.POST.get("on") == "yes"
    try:
        service.switch(account_id, on=on, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    except InvalidData as refused:
        messages.warning(request, refused.detail)
    else:
        messages.success(request, _("It is in use. What waited leaves now.") if on else _("It is switched off."))
    return redirect("admin:comms_accounts")


def _says(account: Account) -> list[Any]:
    found: list[Any] = []
    if account.state == Account.State.BROKEN:
        reason = reason_of(account.trouble, account.code)
        found += [reason.what, reason.out]
    if account.concern:
        found.append(OF_CONCERN[account.concern])
    if code := account.cursor.get(REFUSED):
        found += [_("Its mailbox does not open."), sentence(Refused(Trouble.AUTH, code=code), MAILBOX)]
    return found


def _ahead(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and moment > now else None
