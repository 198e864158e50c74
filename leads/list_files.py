"""What small files of the clinic's lists bring to the desk and the trail."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from leads.models import ListUpload
from leads.services.exporting.making import EXPORT
from leads.services.list_uploads import expired, remove_with_files
from tenants.audit.registry import words
from tenants.desk.pages import register_page
from tenants.services.forgetting import forgets


def register_list_files() -> None:
    """Who changes a list brings a file for it; who exports leads takes a list away."""
    from leads.admin.lists import views

    words({"list.exported": _("downloaded a list of the clinic")})
    forgets(expired, in_clinics=True, first=remove_with_files)
    for of, title in ListUpload.List.choices:
        may = f"leads.change_{of}"
        path, name = f"lists/{of}/", f"{of}_file"
        register_page(path, partial(views.bring, of=of), name=name, title=title, permission=may)
        only = {"permission": EXPORT, "methods": ("POST",)}
        register_page(f"{path}file/", partial(views.out, of=of), name=f"{name}_out", title=title, **only)
        check = partial(views.check, of=of)
        register_page(f"{path}<uuid:upload_id>/", check, name=f"{name}_check", title=title, permission=may)
