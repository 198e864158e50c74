"""What the addresses of an admin site ask for: its own few, and five for each model."""

from django.db.models.base import ModelBase

from tenants.desk.access import ANY_STAFF, ANYONE, declare

# What every admin site answers; each of these shows only what its reader may see.
_OF_THE_SITE = ["index", "search", "autocomplete", "jsi18n", "app_list", "nothing_here"]
_OF_ONESELF = ["password_change", "password_change_done"]
_PUBLIC = ["login", "logout"]


def declare_site() -> None:
    for name in [*_OF_THE_SITE, *_OF_ONESELF]:
        declare(f"admin:{name}", ANY_STAFF)
    for name in _PUBLIC:
        declare(f"admin:{name}", ANYONE)


def declare_model(model: ModelBase, admin_class: type, *, site: str) -> None:
    """Django's permissions for Django's pages; `page_permissions` of the admin class for pages of its own.

    {"leads_lead_board": "leads.view_lead"}: by the name of the address, without "admin:".
    """
    meta = model._meta
    view, add, change, delete = (
        f"{meta.app_label}.{do}_{meta.model_name}" for do in ("view", "add", "change", "delete")
    )
    asked = {"changelist": (view, change), "object": (view, ""), "history": (view, ""), "add": (add, "")}
    asked |= {"change": (view, change), "delete": (delete, "")}
    for page, (reading, writing) in asked.items():
        declare(f"admin:{meta.app_label}_{meta.model_name}_{page}", reading, writing=writing, site=site)
    for name, permission in admin_class.page_permissions.items():
        declare(f"admin:{name}", permission, site=site)
