"""An action of the registry on one lead, from its row in the list (F:W13)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import InvalidData
from leads.actions import actions_for
from leads.admin.bulk import chosen, say
from leads.admin.record.doing import do, register_deed, seen


def quick(request: HttpRequest, lead_id: int) -> HttpResponse:
    """`do` names the action; what it asks stands in <action>-<lead>, for many rows are on one page."""
    name = request.POST.get("do", "")
    action = next((one for one in actions_for(request.user) if one.name == name), None)

    def deed() -> None:
        if action is None or action.confirm or action.whole:
            raise InvalidData(_("Choose what to do first."))
        said = chosen(request, action, of=f"-{lead_id}")
        say(request, seen(action.run([lead_id], request.user, said, timezone.now())), odd=0)

    return do(request, lead_id, deed)


register_deed("quick", quick, name="quick", title=gettext_lazy("Quick action"))
