"""Where lists are brought (F:I8): the file, its columns and what would come of it, the rows left out."""

from django.utils.translation import gettext_lazy as _

from leads.admin import importing
from leads.querysets import IMPORT
from leads.services.importing.limits import most_bytes
from tenants.desk.large_bodies import takes
from tenants.desk.navigation import TODAY, navigate
from tenants.desk.pages import register_page

ROUND_IT = 64 * 1024  # bytes of a form that are not the file


def register_import_pages() -> None:
    _page("import/", importing.bring, "imports", _("Import leads"))
    _page("import/<int:import_id>/", importing.one_import, "import", _("Import leads"))
    _page("import/<int:import_id>/rows/", importing.rows, "import_rows", _("Rows of the list"), methods=("GET",))
    _page("import/<int:import_id>/rows/<int:number>/", importing.one_row, "import_row", _("Correct a row"))
    _page(
        "import/<int:import_id>/left-out.csv",
        importing.left_out,
        "import_left_out",
        _("Left out"),
        methods=("POST",),
    )
    takes("/admin/import/", lambda: most_bytes() + ROUND_IT)
    navigate(_("Import"), icon="upload_file", page="admin:imports", permission=IMPORT, section=TODAY, order=80)


def _page(path: str, view: object, name: str, title: object, methods: tuple[str, ...] = ("GET", "POST")) -> None:
    register_page(path, view, name=name, title=title, permission=IMPORT, methods=methods)
