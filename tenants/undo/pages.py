"""Where people see what can be taken back."""

from django.utils.translation import gettext_lazy as _

from tenants.desk.pages import register_page
from tenants.undo import views

USE = "undo.use"


def register_pages() -> None:
    title = _("Undo")
    register_page("undo/", views.ledger, name="undo_ledger", title=title, permission=USE, methods=("GET",))
    newest = "undo/newest/"
    register_page(newest, views.newest, name="undo_newest", title=title, permission=USE, methods=("POST",))
    register_page("undo/<int:operation_id>/", views.operation, name="undo_take_back", title=title, permission=USE)
