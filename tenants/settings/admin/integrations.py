"""/admin/integrations/: which providers are connected, and their credentials, which only go in."""

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from crm.lib.errors import HouseError, InvalidData
from tenants.desk import access
from tenants.desk.pages import page_context
from tenants.settings.forms import CredentialForm
from tenants.settings.kinds import Kind, kind_of, kinds
from tenants.settings.models import Credential
from tenants.settings.permissions import CREDENTIAL
from tenants.settings.sections import shown_sections
from tenants.settings.services.alone import alone
from tenants.settings.services.credentials import open_values, remove, store, use


def integrations(request: HttpRequest) -> HttpResponse:
    """What the apps registered, then credentials for whoever may store them."""
    rows = _rows() if access.allows(CREDENTIAL, request) else []
    context = page_context(request, sections=list(shown_sections(request)), rows=rows)
    return TemplateResponse(request, "admin/settings/integrations.html", context)


def _rows() -> list[tuple[Kind, Credential | None]]:
    stored = {row.kind: row for row in Credential.objects.select_related("updated_by")}
    return [(kind, stored.get(kind.name)) for kind in kinds()]


@method_decorator([sensitive_post_parameters(), sensitive_variables()], name="dispatch")
class CredentialView(View):
    """GET shows the form without any secret; POST stores it."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        known, row = _known(kind), _row(kind)
        initial = open_values(row) if row else None
        return self._show(request, known, row, CredentialForm(kind=known, endings=_endings(row), initial=initial))

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        known, row = _known(kind), _row(kind)
        form = CredentialForm(request.POST, kind=known, endings=_endings(row))
        if form.is_valid():
            try:
                store(kind, form.cleaned_data, by=request.user)
            except InvalidData as refused:
                for name, said in refused.fields.items():
                    form.add_error(name, said)
            else:
                messages.success(request, _("Stored. Nobody can read it here again."))
                return redirect("admin:settings_credential", kind=kind)
        return self._show(request, known, row, form, status=422)

    def _show(
        self, request: HttpRequest, kind: Kind, row: Credential | None, form: CredentialForm, status: int = 200
    ) -> HttpResponse:
        context = page_context(
            request, title=kind.title, kind=kind, row=row, form=form, may_test=kind.test is not None
        )
        return TemplateResponse(request, "admin/settings/credential.html", context, status=status)


@sensitive_variables()
def test_credential(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask the provider now; the answer is a sentence on the same page."""
    known = _known(kind)
    if known.test is None:
        raise Http404
    try:
        values = use(kind)
        with alone(f"credential-test:{kind}", seconds=30):
            _give_the_connection_back()
            known.test(values)
    except HouseError as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, known.works or _("It works."))
    return redirect("admin:settings_credential", kind=kind)


def remove_credential(request: HttpRequest, kind: str) -> HttpResponse:
    known, row = _known(kind), _row(kind)
    if request.method == "POST":
        remove(kind)
        messages.success(request, _("Removed. Nothing goes out through it any more."))
        return redirect("admin:integrations")
    context = page_context(request, title=_("Remove %(what)s") % {"what": known.title}, kind=known, row=row)
    return TemplateResponse(request, "admin/settings/remove.html", context)


def _give_the_connection_back() -> None:
    """While we wait for somebody else's server, others work with it."""
    if not connection.in_atomic_block:
        connection.close()


def _known(name: str) -> Kind:
    known = kind_of(name)
    if known is None:
        raise Http404
    return known


def _row(kind: str) -> Credential | None:
    return Credential.objects.filter(kind=kind).first()


def _endings(row: Credential | None) -> dict[str, str] | None:
    return row.endings if row else None
