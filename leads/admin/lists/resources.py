"""The three lists that small files are for."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from leads.admin.lists.resource import ListResource
from leads.admin.partner import PartnerForm
from leads.admin.tag import TagForm
from leads.admin.treatment_form import TreatmentForm, shown
from leads.models import Partner, Tag, Treatment
from leads.services.partners import COLUMNS, keep_partner
from leads.services.price_list import keep_treatment
from leads.services.tag_list import keep_tag
from tenants.desk.forms import AskingForm


class PriceListResource(ListResource):
    """A line is known by its code, which the product gives: a new one has none."""

    class Meta:
        model = Treatment
        fields = (
            *("code", "name", "category", "price_from", "price_to", "currency", "visits", "healing_months"),
            *("aliases", "names", "is_active"),
        )
        import_id_fields = ("code",)
        use_transactions = True

    def shown(self, row: Model) -> Mapping[str, Any]:
        return {"code": row.code} | shown(row)

    def form(self, data: Mapping[str, Any], row: Model) -> AskingForm:
        if row.pk is None and data.get("code"):
            raise ValidationError({"code": [_("There is no line of this code. Leave it empty for a new one.")]})
        return TreatmentForm(data, row=row, readable_only=False)

    def keep(self, row: Model, form: AskingForm) -> Model:
        return keep_treatment(row.pk, form.wanted())


class PartnerResource(ListResource):
    """A partner is known by its code; whose leads are seen by whom is no matter of a file."""

    class Meta:
        model = Partner
        fields = ("code", "name", "contact_name", "contact_email", "is_active")
        import_id_fields = ("code",)
        use_transactions = True

    def shown(self, row: Model) -> Mapping[str, Any]:
        return {name: getattr(row, name) for name in COLUMNS}

    def form(self, data: Mapping[str, Any], row: Model) -> AskingForm:
        return PartnerForm(data, row=row, reader=self.by, readable_only=False)

    def keep(self, row: Model, form: AskingForm) -> Model:
        return keep_partner(row.pk, {name: form.cleaned_data[name] for name in COLUMNS}, by=self.by)


class TagResource(ListResource):
    """A tag is known by its name."""

    switches = ()

    class Meta:
        model = Tag
        fields = ("name", "colour")
        import_id_fields = ("name",)
        use_transactions = True

    def shown(self, row: Model) -> Mapping[str, Any]:
        return {"name": row.name, "colour": row.colour}

    def form(self, data: Mapping[str, Any], row: Model) -> AskingForm:
        return TagForm(data, row=row)

    def keep(self, row: Model, form: AskingForm) -> Model:
        return keep_tag(row.pk, **form.cleaned_data, by=self.by, now=self.now)


RESOURCES: dict[str, type[ListResource]] = {
    "treatment": PriceListResource,
    "partner": PartnerResource,
    "tag": TagResource,
}
