"""Notices of kinds that exist in one test only."""

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.context import clinic_context
from tenants.notices import registry
from tenants.notices.registry import notice_kind
from tenants.notices.services.notify import notify

CALLED = _("%(who)s called")


@pytest.fixture
def kind(monkeypatch):
    """`kind(title=…, mail=…)` registers one and returns its name."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))

    def make(name="test.kind", *, title=CALLED, **options):
        notice_kind(name, title=title, icon="call", **options)
        return name

    return make


@pytest.fixture
def tell():
    """`tell(clinic, [users], kind, key=…, link=…, who=…)`, as a service of that clinic does."""

    def write(clinic, users, name, *, key="", link="", **about):
        with clinic_context(clinic), transaction.atomic():
            notify(users, name, about=about, link=link, key=key)

    return write
