"""Templates and links, as the floors below know them. Called once, from `apps.ready()`."""


def register_texts() -> None:
    """The usual ones for a clinic that has none, and what can be taken back of them."""
    from comms.services.templates.pack import template_pack
    from comms.services.templates.taking_back import register_undo
    from tenants.services.after_migration import after_migration
    from tenants.services.provisioning import data_pack

    data_pack(template_pack)
    after_migration(template_pack, platform=False)
    register_undo()
    _register_links()


def _register_links() -> None:
    from comms.services.links.opening import OPENED, opened_pages, score_opened
    from leads.services.scoring.told_above import counted_fact
    from tenants.desk.access import BY_LINK, CLINIC, declare
    from tenants.outbox.handlers import register

    declare("short-link", BY_LINK, site=CLINIC)
    declare("unsubscribe", BY_LINK, site=CLINIC)
    register(OPENED, score_opened, repeatable=True, while_suspended=True)
    counted_fact("opened_links", opened_pages)
