"""The API described: /api/schema/ for programs, /api/docs/ for people, both behind the login (H:A13)."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from tenants.desk import access
from tenants.desk.api.views import ByPermission, StaffSession


class SchemaView(SpectacularAPIView):
    permission = access.ANY_STAFF
    authentication_classes = [StaffSession]
    permission_classes = [ByPermission]
    serve_public = True


@method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """Swagger's page, its script as a file of its own: our content policy forbids inline script."""

    permission = access.ANY_STAFF
    authentication_classes = [StaffSession]
    permission_classes = [ByPermission]
    url_name = "api-schema"
    url_self = None
