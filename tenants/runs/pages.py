"""Where people see their work in the background."""

from django.utils.translation import gettext_lazy as _

from tenants.desk.pages import register_page
from tenants.runs import views

SEE = "runs.view_run"


def register_pages() -> None:
    title = _("Work in the background")
    register_page("runs/", views.runs, name="runs", title=title, permission=SEE, methods=("GET",))
    register_page("runs/<uuid:run_id>/", views.run, name="run", title=title, permission=SEE, methods=("GET",))
    state = "runs/<uuid:run_id>/state/"
    register_page(state, views.run_state, name="run_state", title="", permission=SEE, methods=("GET",))
    stop = "runs/<uuid:run_id>/stop/"
    register_page(stop, views.run_stop, name="run_stop", title="", permission=SEE, methods=("POST",))
