"""Where templates and files of messages stand on the desk."""

from django.utils.translation import gettext_lazy as _

SEE, CHANGE, READ = "comms.view_template", "comms.change_template", "comms.view_conversation"


def register_template_pages() -> None:
    from comms.admin.file import file
    from comms.admin.template_shown import preview
    from comms.admin.template_sync import sync
    from comms.admin.template_turning import archive, places
    from tenants.desk.navigation import SETUP, navigate
    from tenants.desk.pages import register_page

    title = _("Templates")
    changes = {"title": title, "permission": CHANGE, "methods": ("POST",)}
    register_page("comms/template-archive/<int:template_id>/", archive, name="template_archive", **changes)
    register_page("comms/template-places/<int:text_id>/", places, name="template_places", **changes)
    register_page("comms/template-sync/", sync, name="template_sync", **changes)
    register_page(
        "comms/template-preview/", preview, name="template_preview", title=title, permission=SEE, methods=("POST",)
    )
    register_page(
        "comms/file/<uuid:file_id>/", file, name="message_file", title=_("File"), permission=READ, methods=("GET",)
    )
    page = "admin:comms_template_changelist"
    navigate(title, icon="article", page=page, permission=SEE, section=SETUP, order=8)
