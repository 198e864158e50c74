"""A demo clinic as its Admin set it up: hours, tags, fields of its own, partners and kept searches."""

from collections.abc import Mapping

from leads.demo.set_up import FIELDS, LOGS_IN, PARTNERS, TAGS, VIEWS
from leads.demo.staff import OPEN
from leads.models import CustomField, Partner, Tag
from leads.services.custom_fields import keep_field
from leads.services.finding.views import save_view
from leads.services.partners import keep_partner
from leads.services.tags import find_tag
from tenants.settings.services.opening import open_at
from tenants.staff.models import User


def set_up(people: Mapping[str, User]) -> None:
    """`people` by their login of leads.demo.staff. Safe to repeat."""
    open_at(OPEN)
    for name, colour in TAGS.items():
        if find_tag(name) is None:
            Tag.objects.create(name=name, colour=colour)
    for key, field in FIELDS.items():
        keep_field(CustomField.objects.filter(key=key).values_list("pk", flat=True).first(), field)
    _keep_partners(people)
    for view in VIEWS:
        save_view(view.name, view.query, is_shared=view.is_shared, by=people[view.whose])


def _keep_partners(people: Mapping[str, User]) -> None:
    for code, partner in PARTNERS.items():
        members = [people[login].pk for login, works_for in LOGS_IN.items() if works_for == code]
        known = Partner.objects.filter(code=code).values_list("pk", flat=True).first()
        keep_partner(known, {**partner, "code": code, "members": members}, by=people["admin"])
