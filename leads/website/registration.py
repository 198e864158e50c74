"""What the website form puts into the desk, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _


def register_website() -> None:
    from leads.admin import website
    from tenants.desk.access import ANYONE, BY_KEY, declare
    from tenants.desk.pages import register_page
    from tenants.keys.permissions import CHANGE, VIEW
    from tenants.settings.sections import integrations_section

    declare("embed-file", ANYONE)
    declare("lead-form", BY_KEY)
    shown = {"template": "leads/website/section.html", "context": website.section}
    integrations_section("website", permission=VIEW, order=10, **shown)
    register_page(
        "website-form/preview/",
        website.preview,
        name="website_preview",
        title=_("Preview"),
        permission=VIEW,
        methods=["GET"],
    )
    register_page(
        "website-form/key/",
        website.make_key,
        name="website_key",
        title=_("Connect your website"),
        permission=CHANGE,
    )
