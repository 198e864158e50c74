from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.row_ids import row_id
from leads.admin.record.doing import do, register_deed
from leads.models import ContactAttempt
from leads.services.attempts import Said, log_attempt
from leads.services.follow_ups import their_moment
from leads.services.operations import MOVE
from tenants.undo.messages import say_undoable
from tenants.undo.models import Operation
from tenants.undo.registry import title_of


def result(request: HttpRequest, lead_id: int) -> HttpResponse:
    """How an attempt ended. Each result that asks for a time has a field of its own, at-<result>."""
    sent = request.POST
    disposition = sent.get("disposition", "")

    def deed() -> None:
        when = sent.get(f"at-{disposition}", "")
        at = their_moment(lead_id, when, by=request.user) if when else None
        identity = row_id(sent.get("identity", ""))
        said = Said(at=at, reason=sent.get("reason", ""), note=sent.get("words", ""), identity=identity)
        channel = sent.get("channel", ContactAttempt.Channel.CALL)
        asked = {"by": request.user, "now": timezone.now()}
        _say(request, log_attempt(lead_id, channel=channel, disposition=disposition, said=said, **asked))

    return do(request, lead_id, deed)


def _say(request: HttpRequest, attempt: ContactAttempt) -> None:
    """With the move that followed, which can be taken back; the attempt was made."""
    text = _("Noted: %(result)s.") % {"result": attempt.get_disposition_display()}
    moved = Operation.objects.filter(kind=MOVE, by=request.user, at=attempt.at).first()
    if moved is None:
        messages.success(request, text)
    else:
        say_undoable(request, f"{text} {title_of(moved)}.", moved)


register_deed("result", result, name="result", title=gettext_lazy("Result"))
