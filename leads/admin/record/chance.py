from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.admin.record.doing import do, register_deed
from leads.services.chances import pin_probability, release_probability


def chance(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Set by hand in whole percent, or let go (F:L11)."""
    asked = {"by": request.user, "now": timezone.now()}

    def deed() -> None:
        if request.POST.get("do") == "release":
            release_probability(lead_id, **asked)
            messages.success(request, _("The chance follows the stage again."))
        else:
            pin_probability(lead_id, _share(request.POST.get("percent", "")), **asked)
            messages.success(request, _("The chance stays until you let it go."))

    return do(request, lead_id, deed)


def _share(percent: str) -> Decimal:
    """Whatever is no whole number is refused by the service, which says what it takes."""
    is_whole = percent.isascii() and percent.isdigit() and len(percent) <= 3
    return Decimal(percent) / 100 if is_whole else Decimal(-1)


register_deed("chance", chance, name="chance", title=gettext_lazy("Chance to accept"))
