from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import InvalidData
from leads.admin.record.doing import do, register_deed, seen
from leads.models import FollowUp
from leads.services.follow_ups import (
    an_hour_on,
    follow_up_done,
    set_follow_up,
    snooze,
    their_moment,
    their_tomorrow,
)
from leads.services.many import Done
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def follow_up(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The button that was pressed: done, hour, tomorrow, or set for a time on the patient's clock."""

    def deed() -> None:
        done = seen(_do(request, lead_id, timezone.now()))
        if done.operation:
            say_undoable(request, f"{title_of(done.operation)}.", done.operation)
        else:
            messages.info(request, _("Nothing was changed."))

    return do(request, lead_id, deed)


def _do(request: HttpRequest, lead_id: int, now: datetime) -> Done:
    asked = {"by": request.user, "now": now}
    what = request.POST.get("do", "")
    if what == "done":
        return follow_up_done([lead_id], **asked)
    if what == "hour":
        return snooze([lead_id], until=an_hour_on(now), **asked)
    if what == "tomorrow":
        return snooze([lead_id], until=their_tomorrow(lead_id, **asked), **asked)
    if what != "set":
        raise InvalidData(_("Choose what to do first."))
    at = their_moment(lead_id, request.POST.get("at", ""), by=request.user)
    why, note = request.POST.get("why", FollowUp.NEXT_STEP), request.POST.get("note", "")
    return set_follow_up([lead_id], at=at, why=why, note=note, **asked)


register_deed("next", follow_up, name="follow_up", title=gettext_lazy("Next step"))
