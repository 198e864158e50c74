"""The first pages: where a clinic's people land, and how they find their clinic from the platform's host."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from crm.lib.errors import InvalidData
from tenants.desk.forms import WorkspaceForm
from tenants.desk.services.workspace import login_address


def landing(request: HttpRequest) -> HttpResponse:
    """/ and /dashboard: to work, or to the login that leads there."""
    return redirect("admin:index")


class WorkspaceView(FormView):
    """Which clinic? The name typed here picks the host; mail and password are asked there (F:T3)."""

    form_class = WorkspaceForm
    template_name = "desk/workspace.html"

    def form_valid(self, form: WorkspaceForm) -> HttpResponse:
        try:
            return redirect(login_address(form.cleaned_data["workspace"]))
        except InvalidData as unknown:
            form.add_error("workspace", unknown.detail)
            return self.form_invalid(form)
