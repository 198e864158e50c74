"""A list of the clinic as import-export knows it, with our forms for its rules and our services for its writing.

Never in bulk: each row is kept by the service that the page of the list asks, so that the trail has its line.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field
from import_export.results import Result
from tablib import Dataset

from crm.lib.errors import HouseError, InvalidData
from crm.lib.sheets.values import NO, YES
from tenants.desk.forms import AskingForm
from tenants.staff.models import User

_ON, _OFF = {YES, "true", "1", "x", "on"}, {NO, "false", "0", "", "off"}


class ListResource(resources.ModelResource):
    """Says by `shown` what stands in a row of a file, by `form` how it is read, and by `keep` how it is written."""

    needed = ("name",)
    switches = ("is_active",)

    def __init__(self, *, by: User, now: datetime):
        super().__init__()
        self.by, self.now = by, now

    def shown(self, row: Model) -> Mapping[str, Any]:
        """By column, as the form of its page has it."""
        raise NotImplementedError

    def form(self, data: Mapping[str, Any], row: Model) -> AskingForm:
        raise NotImplementedError

    def keep(self, row: Model, form: AskingForm) -> Model:
        raise NotImplementedError

    def check_heading(self, heading: list[str]) -> None:
        """Raises InvalidData when a column is missing without which no row can be told."""
        if missing := [name for name in (*self.get_import_id_fields(), *self.needed) if name not in heading]:
            raise InvalidData(_("There is no column “%(name)s” in this file.") % {"name": missing[0]})

    def bring(self, dataset: Dataset, *, is_dry: bool) -> Result:
        """All rows or none. What is no fault of the file is raised."""
        result = self.import_data(
            dataset, dry_run=is_dry, use_transactions=True, rollback_on_validation_errors=True
        )
        for error in (*result.base_errors, *(one for row in result.rows for one in row.errors)):
            raise error.error
        return result

    def export_field(self, field: Field, instance: Model, **_options: Any) -> Any:
        return self._told(instance)[self.get_field_name(field)]

    def import_instance(self, instance: Model, row: Mapping[str, str], **_options: Any) -> None:
        names = [name for name in self.fields if name in row]
        data = dict(self.shown(instance)) | {name: row[name] for name in names}
        for name in self.switches:
            data[name] = _switched(name, row[name]) if name in names else data.get(name)
        form = self.form({name: value for name, value in data.items() if value not in (None, False)}, instance)
        if not form.is_valid():
            raise ValidationError({name: list(said) for name, said in form.errors.items()})
        instance.told = form

    def skip_row(self, instance: Model, original: Model, row: Mapping[str, str], errors: Any = None) -> bool:
        """A line that says what stands there already."""
        if errors or original.pk is None:
            return False
        told = self._told(original)
        return all(
            str(told[name] if told[name] is not None else "") == row[name] for name in self.fields if name in row
        )

    def after_import(self, dataset: Dataset, result: Result, **_options: Any) -> None:
        """Nothing: the library would set the numbering of the table anew, under whoever adds a row meanwhile."""

    def do_instance_save(self, instance: Model, is_create: bool) -> None:
        try:
            instance.pk = self.keep(instance, instance.told).pk
        except HouseError as refused:
            raise ValidationError(refused.fields or refused.detail) from refused

    def _told(self, row: Model) -> dict[str, Any]:
        told = dict(self.shown(row))
        return told | {name: YES if told[name] else NO for name in self.switches if name in told}


def _switched(name: str, said: str) -> bool:
    word = said.strip().lower()
    if word not in _ON | _OFF:
        raise ValidationError({name: [_("Say yes or no.")]})
    return word in _ON
