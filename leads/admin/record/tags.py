from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from leads.admin.record.doing import do, register_deed, seen
from leads.services.tags import tag_leads
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def tags(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Several at once, parted by commas."""
    add, remove = request.POST.get("add", "").split(","), request.POST.getlist("remove")

    def deed() -> None:
        done = seen(tag_leads([lead_id], add=add, remove=remove, by=request.user, now=timezone.now()))
        if done.operation:
            say_undoable(request, f"{title_of(done.operation)}.", done.operation)

    return do(request, lead_id, deed)


register_deed("tags", tags, name="tags", title=gettext_lazy("Tags"))
