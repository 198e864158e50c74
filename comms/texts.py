"""Templates, as the floors below know them. Called once, from `apps.ready()`."""


def register_texts() -> None:
    """The usual ones for a clinic that has none, and what can be taken back of them."""
    from comms.services.templates.pack import template_pack
    from comms.services.templates.taking_back import register_undo
    from tenants.services.after_migration import after_migration
    from tenants.services.provisioning import data_pack

    data_pack(template_pack)
    after_migration(template_pack, platform=False)
    register_undo()
