"""Templates, links and what goes to many, as the floors below know them. Called once, from `apps.ready()`."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _


def register_texts() -> None:
    """The usual ones for a clinic that has none, and what can be taken back of them."""
    from comms.services.files.keeping import no_rows
    from comms.services.templates.asking import ASK, ask
    from comms.services.templates.pack import template_pack
    from comms.services.templates.taking_back import register_undo
    from comms.tasks import TEMPLATES
    from comms.template_pages import register_template_pages
    from tenants.outbox.handlers import register
    from tenants.services.after_migration import after_migration
    from tenants.services.due import works_in_every_clinic
    from tenants.services.forgetting import forgets
    from tenants.services.provisioning import data_pack

    data_pack(template_pack)
    after_migration(template_pack, platform=False)
    register_undo()
    register(ASK, ask, repeatable=True)
    works_in_every_clinic(TEMPLATES)
    register_template_pages()
    forgets(no_rows, in_clinics=True, first=_forget_files)
    _register_links()
    _register_many()


def _forget_files(keys: Collection, now: datetime) -> None:
    """Of messages and calls that are gone, nightly."""
    from comms.services.calls import recordings
    from comms.services.files import keeping

    keeping.forget_left_behind(now=now)
    recordings.forget_left_behind(now=now)


def _register_links() -> None:
    from comms.services.links.opening import OPENED, opened_pages, score_opened
    from leads.services.scoring.told_above import counted_fact
    from tenants.desk.access import BY_LINK, CLINIC, declare
    from tenants.outbox.handlers import register

    declare("short-link", BY_LINK, site=CLINIC)
    declare("unsubscribe", BY_LINK, site=CLINIC)
    register(OPENED, score_opened, repeatable=True, while_suspended=True)
    counted_fact("opened_links", opened_pages)


def _register_many() -> None:
    from comms.actions import register_lead_actions
    from comms.services.bulk.taking_back import register_sent_back
    from tenants.audit.registry import words

    register_lead_actions()
    register_sent_back()
    words(
        {
            "lead.template_sent": _("sent a template to %(thing)s"),
            "lead.template_cancelled": _("cancelled a template to %(thing)s that had not left"),
        }
    )
