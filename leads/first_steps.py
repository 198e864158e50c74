"""What a new clinic does about its website and its prices first, on its landing page until it is done."""

from django.utils.translation import gettext_lazy as _

from leads.models import Treatment
from leads.packs.treatments import TREATMENTS
from leads.services.treatments import CENTS
from tenants.desk.first_steps import first_step
from tenants.keys.models import ApiKey
from tenants.keys.permissions import CHANGE


def register_first_steps() -> None:
    first_step(
        _("Put the form into your website"),
        about=_("What patients write in it arrives among your leads."),
        page="admin:integrations",
        permission=CHANGE,
        is_done=_has_a_form,
        order=40,
    )
    first_step(
        _("Set your prices"),
        about=_("The price list begins with examples. Leads are matched to its treatments."),
        page="admin:leads_treatment_changelist",
        permission="leads.change_treatment",
        is_done=_has_prices_of_its_own,
        order=50,
    )


def _has_a_form() -> bool:
    return ApiKey.objects.living().filter(kind=ApiKey.Kind.SITE).exists()


def _has_prices_of_its_own() -> bool:
    """Whether anything of the list that every clinic starts with was changed."""
    listed = Treatment.objects.values_list("code", "price_from", "price_to", "currency", "is_active")
    ours = {(one.code, one.prices[0] * CENTS, one.prices[1] * CENTS, "EUR", True) for one in TREATMENTS}
    return set(listed) != ours
